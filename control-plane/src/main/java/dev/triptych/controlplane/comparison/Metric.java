package dev.triptych.controlplane.comparison;

import dev.triptych.spi.Figure;
import dev.triptych.spi.Usage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of a repetition that are summarised and compared. */
enum Metric {
    START_UP(
            "Start-up",
            Unit.NANOSECONDS,
            When.ALWAYS,
            true,
            "starts %s × faster than",
            "takes %s % longer to start than",
            "The sum of the phases, from the command to readiness. Not the time until the request reached the service,"
                    + " and not what the program does after it is ready."),
    ELAPSED(
            "Request to recorded result",
            Unit.NANOSECONDS,
            When.ALWAYS,
            false,
            "gets its result on record %s × faster than",
            "takes %s % longer to its recorded result than",
            "From the command inside the control plane to the exit (job) or readiness (service) that is durably on"
                    + " record. Not HTTP, and not the removal afterwards."),
    MEMORY_PEAK(
            "Memory, peak",
            Unit.BYTES,
            When.ALWAYS,
            false,
            "holds %s × less memory than",
            "holds %s % more memory than",
            "The highest value during the run, own and shared part together where both are known. Not the page cache,"
                    + " not the images on disk, not dockerd, libvirtd and the control plane."),
    CPU_TIME(
            "Processor time",
            Unit.NANOSECONDS,
            When.ALWAYS,
            false,
            "uses %s × less processor time than",
            "uses %s % more processor time than",
            "User and system time of the workload's own processes or thread. Not what dockerd, libvirtd, the kernel's"
                    + " own threads and the control plane spend on it, nor compiling in advance."),
    THROUGHPUT(
            "Throughput",
            Unit.PER_SECOND,
            When.LOADED,
            true,
            "answers %s × as many requests a second as",
            "answers %s % more requests a second than",
            "Requests answered with a status below 400, by clients on this same host that send the next request when"
                    + " they have the answer: they take processor time from the service."),
    LATENCY_P50(
            "Latency, median",
            Unit.NANOSECONDS,
            When.LOADED,
            false,
            "answers %s × faster (median) than",
            "takes %s % longer to answer (median) than",
            "As a client on this host sees it, with as many requests under way as there are connections. No network."),
    LATENCY_P99(
            "Latency, 99th percentile",
            Unit.NANOSECONDS,
            When.LOADED,
            false,
            "answers %s × faster (p99) than",
            "takes %s % longer to answer (p99) than",
            "As above. The next request waits for the answer to the last (a closed loop), so what a stall would have"
                    + " done to requests that were not sent is not in it.");

    private final String title;
    private final Unit unit;
    private final When when;
    private final boolean primary;
    private final String asFactor;
    private final String asPercentage;
    private final String leavesOut;

    Metric(
            String title,
            Unit unit,
            When when,
            boolean primary,
            String asFactor,
            String asPercentage,
            String leavesOut) {
        this.title = title;
        this.unit = unit;
        this.when = when;
        this.primary = primary;
        this.asFactor = asFactor;
        this.asPercentage = asPercentage;
        this.leavesOut = leavesOut;
    }

    /** Units of figures. */
    enum Unit {
        NANOSECONDS,
        BYTES,
        PER_SECOND
    }

    private enum When {
        ALWAYS,
        LOADED
    }

    /** Those that a comparison has. */
    static List<Metric> of(Plan plan) {
        return Arrays.stream(values())
                .filter(metric -> metric.when == When.ALWAYS || plan.load() != null)
                .toList();
    }

    String title() {
        return title;
    }

    Unit unit() {
        return unit;
    }

    /** Whether the number of repetitions goes by it, and the verdict on top of the report. */
    boolean isPrimary() {
        return primary;
    }

    /** Whether more is better. */
    boolean moreIsBetter() {
        return this == THROUGHPUT;
    }

    /** What the better one does, with a place for the factor. */
    String asFactor() {
        return asFactor;
    }

    /** What the one with more does, with a place for the percentage. */
    String asPercentage() {
        return asPercentage;
    }

    /** What the figure does not include. */
    String leavesOut() {
        return leavesOut;
    }

    /** Null where this repetition has no such figure. */
    @Nullable
    Double of(Sample sample) {
        Usage footprint = sample.footprint();
        LoadResult load = sample.load();
        return switch (this) {
            case START_UP -> number(sample.startUp());
            case ELAPSED -> number(sample.elapsed());
            case MEMORY_PEAK -> footprint == null ? null : value(footprint.memoryPeak());
            case CPU_TIME -> footprint == null ? null : value(footprint.cpuTime());
            case THROUGHPUT -> load == null ? null : Double.valueOf(load.perSecond());
            case LATENCY_P50 -> load == null || load.answered() == 0 ? null : number(load.p50());
            case LATENCY_P99 -> load == null || load.answered() == 0 ? null : number(load.p99());
        };
    }

    private static @Nullable Double value(Figure figure) {
        Long own = figure.own();
        Long shared = figure.shared();
        return own == null ? null : Double.valueOf((double) own + (shared == null ? 0 : shared));
    }

    private static @Nullable Double number(@Nullable Long value) {
        return value == null ? null : value.doubleValue();
    }
}
