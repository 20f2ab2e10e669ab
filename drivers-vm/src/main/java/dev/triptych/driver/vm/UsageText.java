package dev.triptych.driver.vm;

import dev.triptych.spi.Figure;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import java.time.Instant;
import java.util.Properties;

/** Writes figures down and reads them back. */
final class UsageText {
    private UsageText() {}

    static void write(Usage usage, Properties target) {
        write("memoryPeak", usage.memoryPeak(), target);
        write("cpuTime", usage.cpuTime(), target);
        write("threads", usage.threads(), target);
        write("disk", usage.disk(), target);
        write("received", usage.received(), target);
        write("sent", usage.sent(), target);
    }

    /** After the end no memory is held. */
    static Usage read(Properties source, Instant at) {
        return new Usage(
                Moment.wallClockOnly(at),
                Figure.measured(Figure.Unit.BYTES, 0, "pss", "the machine has ended"),
                read("memoryPeak", source),
                read("cpuTime", source),
                read("threads", source),
                read("disk", source),
                read("received", source),
                read("sent", source));
    }

    private static void write(String name, Figure figure, Properties target) {
        target.setProperty(name + ".unit", figure.unit().name());
        target.setProperty(name + ".basis", figure.basis());
        target.setProperty(name + ".quality", figure.quality().name());
        target.setProperty(name + ".note", figure.note());
        if (figure.own() != null) {
            target.setProperty(name + ".own", figure.own().toString());
        }
        if (figure.shared() != null) {
            target.setProperty(name + ".shared", figure.shared().toString());
        }
    }

    private static Figure read(String name, Properties source) {
        String own = source.getProperty(name + ".own");
        String shared = source.getProperty(name + ".shared");
        return new Figure(
                Figure.Unit.valueOf(source.getProperty(name + ".unit")),
                own == null ? null : Long.valueOf(own),
                shared == null ? null : Long.valueOf(shared),
                source.getProperty(name + ".basis"),
                Figure.Quality.valueOf(source.getProperty(name + ".quality")),
                source.getProperty(name + ".note"));
    }
}
