package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** curl, which speaks HTTP/2 from the first byte on. */
final class Http2Curl {
    private final Process process;
    private final BufferedReader reader;
    private final String first;

    private Http2Curl(Process process, BufferedReader reader, String first) {
        this.process = process;
        this.reader = reader;
        this.first = first;
    }

    /** Starts it, and returns when it has the first line of an answer. */
    static Http2Curl begun(String url) throws IOException {
        Process process = new ProcessBuilder("curl", "-s", "-S", "-N", "--http2-prior-knowledge", url)
                .redirectErrorStream(true)
                .start();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        return new Http2Curl(process, reader, String.valueOf(reader.readLine()));
    }

    /** All that it wrote, when it has ended well. */
    String output() throws InterruptedException {
        String all = first + "\n" + reader.lines().map(line -> line + "\n").collect(Collectors.joining());
        assertThat(process.waitFor()).as(all).isZero();
        return all;
    }
}
