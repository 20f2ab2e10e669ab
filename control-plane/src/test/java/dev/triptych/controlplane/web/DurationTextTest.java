package dev.triptych.controlplane.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"500ms,500", "30s,30000", "5m,300000", "2h,7200000", "90s,90000", "0s,0"})
    void isRead(String text, long millis) {
        assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"500ms", "30s", "5m", "2h", "90s", "1ms"})
    void isWrittenAsItIsRead(String text) {
        assertThat(DurationText.of(DurationText.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"30,30s", "30 s,30s", "5min,5m", "2 hours,2h", "10MS,10ms", "7sec,7s"})
    void whatIsAlmostOneGetsASuggestion(String text, String meant) {
        assertThatThrownBy(() -> DurationText.parse(text)).hasMessageEndingWith("did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1s", "1.5s", "1d", "''"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> DurationText.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nearWordsAreSuggestedAndFarOnesAreNot() {
        List<String> known = List.of("memory", "cpus", "timeout");
        assertThat(Suggestion.among(known, "memroy")).isEqualTo("; did you mean \"memory\"?");
        assertThat(Suggestion.among(known, "CPUS")).isEqualTo("; did you mean \"cpus\"?");
        assertThat(Suggestion.among(known, "network")).isEmpty();
        assertThat(Suggestion.among(known, "x".repeat(10_000))).isEmpty();
    }
}
