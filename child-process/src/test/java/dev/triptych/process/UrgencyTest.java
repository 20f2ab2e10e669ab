package dev.triptych.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrgencyTest {
    @ParameterizedTest
    @CsvSource({"15,-5,nice -n 5", "0,-20,nice -n 20", "20,0,''", "25,5,''"})
    void aChildOfAnUrgentProcessIsAsUrgentAsOthers(String priority, int nice, String expected) {
        String stat = "17 (a ) b) S 1 17 17 0 -1 4194560 1 2 3 4 5 6 7 8 %s %d 30 0 900".formatted(priority, nice);
        assertThat(String.join(" ", Urgency.usual(stat))).isEqualTo(expected);
    }

    @Test
    void whatItIsToldByTheKernelIsWhatTheKernelDoes() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Urgency.usual());
        command.add("nice");
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).isZero();
        assertThat(Integer.parseInt(said.strip())).isNotNegative();
    }
}
