package dev.triptych.controlplane.comparison;

import dev.triptych.controlplane.comparison.Trial.Purpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Who is next. Each round has every variant once, in an order drawn from the seed (a randomised complete block design: drift
 * of the host falls on all variants alike). First one look from inside each, then the warm-up rounds, then the measured
 * ones. It follows from the plan alone, so that a comparison goes on after a restart where it was.
 */
final class Schedule {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L; // apart, so that neighbouring rounds draw independently

    private final Plan plan;

    Schedule(Plan plan) {
        this.plan = plan;
    }

    /** One place in the order. */
    record Slot(int position, Purpose purpose, int round, int variant) {}

    /** How many there are when every repetition is done. */
    int size() {
        return plan.variants().size() * (looks() + plan.warmUps() + plan.repetitions());
    }

    Slot at(int position) {
        int variants = plan.variants().size();
        int block = position / variants;
        int variant = order(block).get(position % variants);
        if (block < looks()) {
            return new Slot(position, Purpose.INSIDE, block, variant);
        }
        int afterLooks = block - looks();
        return afterLooks < plan.warmUps()
                ? new Slot(position, Purpose.WARM_UP, afterLooks, variant)
                : new Slot(position, Purpose.MEASURED, afterLooks - plan.warmUps(), variant);
    }

    private int looks() {
        return plan.insideView() ? 1 : 0;
    }

    private List<Integer> order(int block) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < plan.variants().size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(plan.seed() ^ (block + 1) * GOLDEN));
        return order;
    }
}
