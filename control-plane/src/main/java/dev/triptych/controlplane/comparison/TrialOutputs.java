package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Sample.Output;
import dev.triptych.controlplane.logs.LogQuery;
import dev.triptych.controlplane.logs.LogRecord;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.workload.RunRecord;
import dev.triptych.spi.LogStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Reads what a repetition wrote to standard output, to the end of its log. */
@Component
class TrialOutputs {
    private static final int SHOWN_BYTES = 4096;
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final LogStore logs;

    TrialOutputs(LogStore logs) {
        this.logs = logs;
    }

    Output of(RunRecord run) throws InterruptedException {
        MessageDigest digest = sha256();
        ByteArrayOutputStream beginning = new ByteArrayOutputStream();
        long bytes = 0;
        boolean whole = false;
        LogQuery query = new LogQuery(run.number(), Set.of(LogStream.STDOUT), null, null);
        boolean gap = false;
        try (LogStore.Reader reader = logs.open(run.workload(), query)) {
            List<LogRecord> records = reader.next(LAST_WORDS);
            while (!records.isEmpty()) {
                for (LogRecord record : records) {
                    switch (record) {
                        case LogRecord.Output output -> {
                            digest.update(output.bytes());
                            bytes += output.bytes().length;
                            int room = SHOWN_BYTES - beginning.size();
                            beginning.write(output.bytes(), 0, Math.min(room, output.bytes().length));
                        }
                        case LogRecord.Gap _ -> gap = true;
                        case LogRecord.End _ -> whole = true;
                    }
                }
                records = reader.ended() ? List.of() : reader.next(LAST_WORDS);
            }
        }
        return new Output(
                whole && !gap ? "sha256:" + HexFormat.of().formatHex(digest.digest()) : null,
                bytes,
                beginning.toString(StandardCharsets.UTF_8).replace('\0', '\uFFFD'));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
