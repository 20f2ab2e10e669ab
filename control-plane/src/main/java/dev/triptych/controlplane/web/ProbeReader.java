package dev.triptych.controlplane.web;

import dev.triptych.api.model.ExecProbe;
import dev.triptych.api.model.HttpProbe;
import dev.triptych.api.model.Probe;
import dev.triptych.api.model.TcpProbe;
import dev.triptych.controlplane.workload.ProbeSpec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads how it is found out that a service is ready. */
final class ProbeReader {
    private static final int MOST_WORDS = 64;
    private static final int LONGEST_WORD = 4096;

    private final Checks checks;

    ProbeReader(Checks checks) {
        this.checks = checks;
    }

    @Nullable
    ProbeSpec read(@Nullable Probe probe) {
        if (probe == null) {
            return null;
        }
        ProbeSpec.Check check = check(probe.getHttp(), probe.getTcp(), probe.getExec());
        Duration timeout = check instanceof ProbeSpec.Exec ? ProbeSpec.DEFAULT_EXEC_TIMEOUT : ProbeSpec.DEFAULT_TIMEOUT;
        ProbeSpec read = check == null
                ? null
                : new ProbeSpec(
                        check,
                        checks.parsed(probe.getEvery(), "probe.every", DurationText::parse, ProbeSpec.DEFAULT_EVERY),
                        checks.parsed(probe.getTimeout(), "probe.timeout", DurationText::parse, timeout),
                        checks.parsed(
                                probe.getStartupDeadline(),
                                "probe.startupDeadline",
                                DurationText::parse,
                                ProbeSpec.DEFAULT_STARTUP_DEADLINE),
                        thresholds(probe));
        return read;
    }

    private static ProbeSpec.Thresholds thresholds(Probe probe) {
        ProbeSpec.Thresholds usual = ProbeSpec.Thresholds.DEFAULT;
        return new ProbeSpec.Thresholds(
                Objects.requireNonNullElse(probe.getSuccessThreshold(), usual.success()),
                Objects.requireNonNullElse(probe.getFailureThreshold(), usual.failure()));
    }

    private ProbeSpec.@Nullable Check check(
            @Nullable HttpProbe http, @Nullable TcpProbe tcp, @Nullable ExecProbe exec) {
        long given = Stream.of(http, tcp, exec).filter(Objects::nonNull).count();
        checks.require(given == 1, "probe", "needs exactly one of http, tcp and exec");
        if (http != null) {
            checks.require(http.getPath() != null, "probe.http.path", "is required")
                    .require(http.getPort() != null, "probe.http.port", "is required: the name of one of ports")
                    .length(http.getPath(), 1024, "probe.http.path");
            return new ProbeSpec.Http(
                    Objects.requireNonNullElse(http.getPath(), "/"), Objects.requireNonNullElse(http.getPort(), ""));
        }
        if (tcp != null) {
            checks.require(tcp.getPort() != null, "probe.tcp.port", "is required: the name of one of ports");
            return new ProbeSpec.Tcp(Objects.requireNonNullElse(tcp.getPort(), ""));
        }
        return exec == null ? null : command(exec.getCommand());
    }

    private ProbeSpec.Exec command(@Nullable List<String> command) {
        List<String> words = Objects.requireNonNullElse(command, List.of());
        boolean whole = words.stream().allMatch(Objects::nonNull);
        checks.require(!words.isEmpty() && whole, "probe.exec.command", "is required: a program and its arguments")
                .require(words.size() <= MOST_WORDS, "probe.exec.command", "has at most " + MOST_WORDS + " words");
        if (!whole) {
            return new ProbeSpec.Exec(List.of());
        }
        words.forEach(word -> checks.length(word, LONGEST_WORD, "probe.exec.command"));
        return new ProbeSpec.Exec(words);
    }
}
