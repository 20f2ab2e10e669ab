package dev.triptych.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class JsonTest {
    private record Point(int x, int y) {}

    private record Vector(int x, int y) {}

    @Test
    void aTextThatIsReadOnceMeansTheSameEachTime() {
        String json = Json.write(new Point(3, 4));
        assertThat(Json.readOnce(json, Point.class)).isEqualTo(new Point(3, 4)).isEqualTo(Json.read(json, Point.class));
        assertThat(Json.readOnce(new String(json.toCharArray()), Point.class)).isEqualTo(new Point(3, 4));
        assertThat(Json.readOnce(json, Vector.class)).isEqualTo(new Vector(3, 4));
    }

    @Test
    void anotherTextIsNotTakenForIt() {
        List<Point> points = List.of(new Point(1, 2), new Point(2, 1), new Point(1, 3));
        assertThat(points)
                .allSatisfy(point -> assertThat(Json.readOnce(Json.write(point), Point.class))
                        .isEqualTo(point));
    }

    @Test
    void whatCannotBeReadIsRefusedEachTime() {
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> Json.readOnce("{\"x\":", Point.class)).isInstanceOf(JacksonException.class);
        }
    }
}
