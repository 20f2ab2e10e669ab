package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.triptych.spi.ImagePulling.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of the Engine, added up. */
class PullAnswerTest {
    private final List<Progress> told = new ArrayList<>();
    private final PullAnswer answer = new PullAnswer(told::add);

    private void says(String... lines) {
        for (String line : lines) {
            try {
                answer.onNext(new ObjectMapper().readValue(line, PullResponseItem.class));
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String layer(String id, String status, long current, long total) {
        return "{\"status\":\"" + status + "\",\"progressDetail\":{\"current\":" + current + ",\"total\":" + total
                + "},\"id\":\"" + id + "\"}";
    }

    @Test
    void layersAreAddedUp() {
        says(
                "{\"status\":\"Pulling from team/app\",\"id\":\"1\"}",
                "{\"status\":\"Already exists\",\"progressDetail\":{},\"id\":\"aa\"}",
                "{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\"bb\"}",
                "{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\"cc\"}",
                layer("bb", "Downloading", 10, 100),
                layer("cc", "Downloading", 50, 50),
                "{\"status\":\"Download complete\",\"progressDetail\":{},\"id\":\"bb\"}",
                layer("bb", "Extracting", 60, 100));
        assertThat(told.getLast()).isEqualTo(new Progress(3, 1, 150, 150, 60));
        says(
                "{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":\"bb\"}",
                "{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":\"cc\"}");
        assertThat(told.getLast()).isEqualTo(new Progress(3, 3, 150, 150, 150));
    }

    @Test
    void whatChangesNothingIsNotTold() {
        says(layer("bb", "Downloading", 10, 100), layer("bb", "Downloading", 10, 100));
        says("{\"status\":\"Retrying in 5 seconds\",\"progressDetail\":{},\"id\":\"bb\"}");
        assertThat(told).containsExactly(new Progress(1, 0, 100, 10, 0));
    }

    @Test
    void theDigestIsWhatTheRegistrySays() {
        assertThat(answer.digest()).isEmpty();
        says("{\"status\":\"Digest: sha256:abc\"}", "{\"status\":\"Status: Downloaded newer image for r/team/app:1\"}");
        assertThat(answer.digest()).contains("sha256:abc");
        assertThat(answer.failure()).isEmpty();
    }

    @Test
    void aFailureOnTheWayIsKept() {
        says("{\"errorDetail\":{\"message\":\"unexpected EOF\"},\"error\":\"unexpected EOF\"}");
        assertThat(answer.failure()).contains("unexpected EOF");
        assertThat(told).isEmpty();
    }
}
