package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The console in a real Chromium against the real service: the Playwright tests of web-console/test/e2e-real. */
@SystemTest
class ConsoleIT {
    private static final Path CONSOLE = Path.of("..", "web-console");
    private static final int BOUND_MINUTES = 25;

    @Test
    void theConsolesJourneysPassInARealBrowser(Service service) throws IOException, InterruptedException {
        Path output = Path.of("target", "console-e2e.log");
        ProcessBuilder builder = new ProcessBuilder("npm", "run", "--silent", "test:e2e-real")
                .directory(CONSOLE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("TRIPTYCH_URL", service.address().toString());
        builder.environment().put("TRIPTYCH_TOKEN", service.adminToken());
        Process process = builder.start();
        process.getOutputStream().close();

        assertThat(process.waitFor(BOUND_MINUTES, TimeUnit.MINUTES))
                .as("the browser tests end; their output: %s", output)
                .isTrue();
        assertThat(process.exitValue())
                .as("the browser tests pass; their output:\n%s", java.nio.file.Files.readString(output))
                .isZero();
    }
}
