package dev.triptych.controlplane.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.comparison.Schedule.Slot;
import dev.triptych.controlplane.comparison.Trial.Purpose;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static List<Slot> slots(Plan plan) {
        Schedule schedule = new Schedule(plan);
        return IntStream.range(0, schedule.size()).mapToObj(schedule::at).toList();
    }

    private static Plan seeded(long seed, boolean insideView) {
        Plan plan = Samples.plan(30, null, "a", "b", "c");
        return new Plan(plan.variants(), 30, null, 2, seed, insideView, null);
    }

    @Test
    void everyRoundHasEveryVariantOnce() {
        List<Slot> slots = slots(seeded(7, true));
        assertThat(slots).hasSize(3 * (1 + 2 + 30));
        for (int block = 0; block < 33; block++) {
            assertThat(slots.subList(3 * block, 3 * block + 3))
                    .extracting(Slot::variant)
                    .containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    @Test
    void looksComeFirstThenWarmUpsThenWhatIsMeasured() {
        List<Slot> slots = slots(seeded(7, true));
        assertThat(slots.subList(0, 3)).extracting(Slot::purpose).containsOnly(Purpose.INSIDE);
        assertThat(slots.subList(3, 9)).extracting(Slot::purpose).containsOnly(Purpose.WARM_UP);
        assertThat(slots.subList(9, 99)).extracting(Slot::purpose).containsOnly(Purpose.MEASURED);
        assertThat(slots.get(9).round()).isZero();
        assertThat(slots(seeded(7, false)).getFirst().purpose()).isEqualTo(Purpose.WARM_UP);
    }

    @Test
    void theOrderFollowsFromTheSeed() {
        assertThat(slots(seeded(7, true))).isEqualTo(slots(seeded(7, true))).isNotEqualTo(slots(seeded(8, true)));
    }

    @Test
    void everyVariantIsFirstNowAndThen() {
        List<Slot> slots = slots(seeded(7, false));
        for (int variant = 0; variant < 3; variant++) {
            int one = variant;
            long first = IntStream.range(0, slots.size() / 3)
                    .filter(block -> slots.get(3 * block).variant() == one)
                    .count();
            assertThat(first).isBetween(4L, 18L);
        }
    }
}
