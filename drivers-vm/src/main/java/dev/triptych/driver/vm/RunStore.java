package dev.triptych.driver.vm;

import dev.triptych.driver.vm.RunFacts.End;
import dev.triptych.driver.vm.RunFacts.Start;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the facts of a machine's run beside the machine, so that a control plane that was away finds them. Each fact is
 * a file of its own that appears whole.
 */
final class RunStore {
    private static final String START = "start";
    private static final String PENDING = "pending";
    private static final String STOP = "stop";
    private static final String END = "end";
    private static final String USAGE = "usage";
    private static final String BOOT = "boot";

    private final MachineFiles files;

    RunStore(MachineFiles files) {
        this.files = files;
    }

    RunFacts read() throws IOException {
        Properties start = load(START);
        if (start == null) {
            return RunFacts.NONE;
        }
        Properties stop = load(STOP);
        Properties end = load(END);
        Properties usage = load(USAGE);
        return new RunFacts(
                start(start),
                stop == null ? null : moment(stop),
                end == null ? null : end(end),
                usage == null ? null : UsageText.read(usage, moment(usage).at()));
    }

    /** Notes that a start is about to be asked for. What is known of the run before stays until that has happened. */
    void announce(Start start) throws IOException {
        save(PENDING, fact(start));
    }

    /** The start that was announced and neither happened nor was taken back, as far as anybody has seen. */
    @Nullable
    Start announced() throws IOException {
        Properties fact = load(PENDING);
        return fact == null ? null : start(fact);
    }

    void takeBack() throws IOException {
        Files.deleteIfExists(files.fact(PENDING));
    }

    /** A new run has begun; what is known of the one before is forgotten. */
    void begin(Start start) throws IOException {
        for (String fact : List.of(STOP, END, USAGE, BOOT)) {
            Files.deleteIfExists(files.fact(fact));
        }
        save(START, fact(start));
        takeBack();
    }

    private static Properties fact(Start start) {
        Properties fact = withMoment(start.at());
        fact.setProperty("incarnation", start.incarnation());
        QemuProcess process = start.process();
        if (process != null) {
            fact.setProperty("pid", Long.toString(process.pid()));
            fact.setProperty("ticks", Long.toString(process.startTicks()));
        }
        return fact;
    }

    private static Start start(Properties fact) {
        return new Start(text(fact, "incarnation"), moment(fact), process(fact));
    }

    void stopRequested(Moment at) throws IOException {
        if (!Files.exists(files.fact(STOP))) {
            save(STOP, withMoment(at));
        }
    }

    /** The first word counts: what the guest's init said is not overwritten by what the host saw later. */
    void ended(End end) throws IOException {
        if (Files.exists(files.fact(END))) {
            return;
        }
        Properties fact = withMoment(end.at());
        switch (end) {
            case End.ProgramEnded program -> {
                fact.setProperty("end", "program");
                fact.setProperty("signalled", Boolean.toString(program.signalled()));
                fact.setProperty("value", Integer.toString(program.value()));
                fact.setProperty("outOfMemory", Boolean.toString(program.outOfMemory()));
            }
            case End.InitFailed init -> {
                fact.setProperty("end", "init");
                fact.setProperty("detail", init.detail());
            }
            case End.NotStarted refused -> {
                fact.setProperty("end", "refused");
                fact.setProperty("detail", refused.detail());
            }
            case End.MachineEnded machine -> {
                fact.setProperty("end", "machine");
                fact.setProperty("crashed", Boolean.toString(machine.crashed()));
                fact.setProperty("detail", machine.detail());
            }
        }
        save(END, fact);
    }

    /** Notes the processor time that was spent before the program began. */
    void booted(long cpuNanos) throws IOException {
        Properties fact = new Properties();
        fact.setProperty("cpu", Long.toString(cpuNanos));
        save(BOOT, fact);
    }

    /** Null when nobody was there to see the program begin. */
    @Nullable
    Long bootCpuNanos() {
        try {
            Properties fact = load(BOOT);
            return fact == null ? null : Long.valueOf(text(fact, "cpu"));
        } catch (IOException unreadable) {
            return null; // the figure then counts the boot in, and says so
        }
    }

    void used(Usage usage) throws IOException {
        Properties fact = withMoment(Moment.wallClockOnly(usage.at().at()));
        UsageText.write(usage, fact);
        save(USAGE, fact);
    }

    private static End end(Properties fact) {
        Moment at = moment(fact);
        return switch (text(fact, "end")) {
            case "program" ->
                new End.ProgramEnded(
                        Boolean.parseBoolean(text(fact, "signalled")),
                        Integer.parseInt(text(fact, "value")),
                        Boolean.parseBoolean(text(fact, "outOfMemory")),
                        at);
            case "init" -> new End.InitFailed(text(fact, "detail"), at);
            case "refused" -> new End.NotStarted(text(fact, "detail"), at);
            default -> new End.MachineEnded(Boolean.parseBoolean(text(fact, "crashed")), text(fact, "detail"), at);
        };
    }

    private static @Nullable QemuProcess process(Properties fact) {
        String pid = fact.getProperty("pid");
        return pid == null ? null : new QemuProcess(Long.parseLong(pid), Long.parseLong(text(fact, "ticks")));
    }

    private static String text(Properties fact, String name) {
        return fact.getProperty(name, "");
    }

    /** The monotonic clock of another boot says nothing. */
    private static Moment moment(Properties fact) {
        Instant at = Instant.parse(text(fact, "at"));
        return text(fact, "boot").equals(Proc.bootId()) && fact.containsKey("nanos")
                ? new Moment(at, Long.parseLong(text(fact, "nanos")))
                : Moment.wallClockOnly(at);
    }

    private static Properties withMoment(Moment moment) {
        Properties fact = new Properties();
        fact.setProperty("at", moment.at().toString());
        if (moment.nanos() != null) {
            fact.setProperty("nanos", moment.nanos().toString());
            fact.setProperty("boot", Proc.bootId());
        }
        return fact;
    }

    private @Nullable Properties load(String name) throws IOException {
        try {
            Properties fact = new Properties();
            fact.load(new StringReader(Files.readString(files.fact(name))));
            return fact;
        } catch (NoSuchFileException notYet) {
            return null;
        }
    }

    private void save(String name, Properties fact) throws IOException {
        StringWriter text = new StringWriter();
        fact.store(text, null);
        Path scratch = files.folder().resolve("." + name + "-" + UUID.randomUUID());
        MachineFiles.writePrivately(scratch, text.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(scratch, files.fact(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
