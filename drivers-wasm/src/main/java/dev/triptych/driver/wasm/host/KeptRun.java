package dev.triptych.driver.wasm.host;

import dev.triptych.driver.wasm.host.kept.KeptEnd;
import dev.triptych.driver.wasm.host.kept.KeptFiles;
import dev.triptych.driver.wasm.host.kept.KeptStart;
import dev.triptych.spi.Exit;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Figure.Unit;
import dev.triptych.spi.LogSink;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Observation;
import dev.triptych.spi.Registration;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a host that is dead has left of an incarnation: its whole output, and how it ended when it had before. */
public final class KeptRun {
    private static final String GONE = "the wasm host that ran it is dead";

    private final KeptStart start;
    private final KeptEnd end;
    private final GuestOutputLog output;
    private final Clock clock;

    private KeptRun(KeptStart start, KeptEnd end, GuestOutputLog output, Clock clock) {
        this.start = start;
        this.end = end;
        this.output = output;
        this.clock = clock;
    }

    /**
     * Reads what is in a folder.
     *
     * @param otherwise how those ended of which it is not on record
     */
    public static List<KeptRun> in(Path folder, Exit otherwise, Clock clock) throws IOException {
        List<KeptRun> runs = new ArrayList<>();
        for (KeptFiles.Found found : KeptFiles.in(folder)) {
            KeptEnd known = found.end();
            GuestOutputLog output = GuestOutputLog.ofFiles(found, clock);
            KeptEnd end = known == null ? new KeptEnd(otherwise, null) : known;
            if (known == null) {
                output.end(end);
            }
            runs.add(new KeptRun(found.start(), end, output, clock));
        }
        return runs;
    }

    /** Of a guest that was seen to run, and of which its host had written nothing down yet. */
    public static KeptRun withoutFiles(Observation running, Exit end, Clock clock) {
        String name = running.name();
        String incarnation = running.incarnation();
        Moment startedAt = running.startedAt();
        KeptStart start = new KeptStart(
                running.key(),
                name == null ? "" : name,
                incarnation == null ? "" : incarnation,
                startedAt == null ? Moment.wallClockOnly(running.observedAt()) : startedAt,
                running.facts());
        return new KeptRun(start, new KeptEnd(end, null), GuestOutputLog.empty(clock), clock);
    }

    public WorkloadKey key() {
        return start.key();
    }

    /** When it started; of several incarnations of one object the last one counts. */
    public Moment startedAt() {
        return start.startedAt();
    }

    public Observation observation() {
        return new Observation(
                start.key(),
                start.name(),
                ObservationMapper.state(end.exit()),
                clock.instant(),
                start.incarnation(),
                start.startedAt(),
                end.exit(),
                List.of(),
                List.of(),
                start.facts());
    }

    /** What it cost, as far as its host has written it down. */
    public Usage usage() {
        Usage known = end.usage();
        return known == null
                ? new Usage(
                        end.exit().at(),
                        Figure.unavailable(Unit.BYTES, GONE),
                        Figure.unavailable(Unit.BYTES, GONE),
                        Figure.unavailable(Unit.NANOSECONDS, GONE),
                        Figure.unavailable(Unit.COUNT, GONE),
                        Figure.unavailable(Unit.BYTES, GONE),
                        Figure.unavailable(Unit.BYTES, GONE),
                        Figure.unavailable(Unit.BYTES, GONE))
                : known;
    }

    /** As {@link WasmHost#follow}. */
    public Registration follow(@Nullable String incarnation, String cursor, LogSink sink) {
        if (incarnation != null && !incarnation.equals(start.incarnation())) {
            sink.gap(null, "the output of that start is not kept any more");
            sink.ended(null);
            return () -> {};
        }
        return new OutputFollower(output, GuestOutputLog.position(cursor), sink);
    }

    /** Removes its files, once nobody reads them any more. */
    public void forget() {
        output.release();
    }
}
