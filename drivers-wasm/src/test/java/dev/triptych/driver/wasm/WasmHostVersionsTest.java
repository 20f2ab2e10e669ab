package dev.triptych.driver.wasm;

import static dev.triptych.driver.wasm.HostProcesses.PATIENCE;
import static dev.triptych.driver.wasm.HostProcesses.awaitEnd;
import static dev.triptych.driver.wasm.HostProcesses.counting;
import static dev.triptych.driver.wasm.HostProcesses.launch;
import static dev.triptych.driver.wasm.HostProcesses.numbers;
import static dev.triptych.driver.wasm.HostProcesses.processes;
import static dev.triptych.driver.wasm.HostProcesses.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.process.ProcessIdentity;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadSpec;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Wasm hosts of an earlier version of the service: what runs in them goes on, and they end when nothing does. */
@Tag("backend")
class WasmHostVersionsTest {
    private final HostProcesses hosts = new HostProcesses();

    @AfterEach
    void emptyTheHosts() {
        hosts.close();
    }

    @Test
    void aHostOfAnotherBuildRunsDryAndEnds() throws IOException {
        WasmDriver first = hosts.opened();
        WorkloadSpec old = counting(1_000_000);
        launch(first, old);
        long process = processes(first).getFirst();
        first.close();
        sayItIsOfAnotherBuild();

        WasmDriver second = hosts.opened();
        assertThat(second.observe(old.key()).state()).isEqualTo(ObservedState.RUNNING);
        WorkloadSpec next = counting(5);
        launch(second, next);
        assertThat(awaitEnd(second, next).code()).isEqualTo(3);
        assertThat(processes(second)).hasSize(2).contains(process);
        assertThat(second.observe(old.key()).state()).isEqualTo(ObservedState.RUNNING);

        second.destroy(old.key());
        Eventually.holds(
                "the old host has ended",
                PATIENCE,
                () -> processes(second).size() == 1 && !processes(second).contains(process));
    }

    @Test
    void aHostOfAnotherProtocolGoesOnAndTellsItsEndsWhenItHasNoMoreToDo() throws IOException {
        WasmDriver first = hosts.opened();
        WorkloadSpec ending = counting(150);
        WorkloadSpec staying = counting(1_000_000);
        Observation endingAs = launch(first, ending);
        launch(first, staying);
        long process = processes(first).getFirst();
        first.close();
        settings("\"protocol\":[0-9]*", "\"protocol\":99");

        WasmDriver second = hosts.opened();
        assertThat(second.probe().facts().get("host"))
                .contains("process " + process + " (running dry, speaks version 99)");
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> second.observe(staying.key()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(DriverErrorCode.BACKEND_UNAVAILABLE))
                .withMessageContaining("version 99");
        WorkloadSpec next = counting(5);
        launch(second, next);
        assertThat(awaitEnd(second, next).code()).isEqualTo(3);
        assertThat(processes(second)).hasSize(2).contains(process);
        assertThat(ProcessIdentity.of(process).alive()).isTrue();

        // Nothing else runs in it once the other one has ended: only now it may be ended for the one that is not
        // wanted.
        Eventually.holds("only one is left", PATIENCE, () -> isDestroyed(second, staying));
        assertThat(ProcessIdentity.of(process).alive()).isFalse();
        assertThat(awaitEnd(second, ending).code()).isEqualTo(3);
        assertThat(whole(second, ending, endingAs)).isEqualTo(numbers(150));
        assertThat(second.observe(staying.key()).state()).isEqualTo(ObservedState.ABSENT);
    }

    private static boolean isDestroyed(WasmDriver driver, WorkloadSpec spec) {
        try {
            driver.destroy(spec.key());
            return true;
        } catch (DriverException e) {
            return false;
        }
    }

    private void sayItIsOfAnotherBuild() throws IOException {
        settings("\"build\":\"[^\"]*\"", "\"build\":\"older\"");
    }

    private void settings(String pattern, String replacement) throws IOException {
        try (Stream<Path> files = Files.walk(hosts.home().resolve("wasm").resolve("hosts"))) {
            for (Path file : files.filter(one -> one.endsWith("settings.json")).toList()) {
                String text = Files.readString(file);
                if (text.contains(hosts.installation().toString())) {
                    Files.writeString(file, text.replaceFirst(pattern, replacement));
                }
            }
        }
    }
}
