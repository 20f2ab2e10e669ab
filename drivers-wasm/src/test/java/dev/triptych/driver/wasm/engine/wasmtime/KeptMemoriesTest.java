package dev.triptych.driver.wasm.engine.wasmtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.engine.MemoryBudget;
import dev.triptych.driver.wasm.engine.wasmtime.KeptMemories.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptMemoriesTest {
    private static final long PAGE = MemoryBudget.PAGE;
    private static final Shape SMALL = new Shape(2 * PAGE, 16 * PAGE, PAGE);

    private final KeptMemories kept = new KeptMemories();
    private final List<LinearMemory> taken = new ArrayList<>();

    private static MemoryBudget budget(long pages) {
        return new MemoryBudget(pages * PAGE);
    }

    private static LinearMemory mapped(Shape shape) {
        return Objects.requireNonNull(
                LinearMemory.map(shape.minimum(), shape.capacity(), shape.guard(), budget(shape.minimum() / PAGE + 1)));
    }

    private LinearMemory take(Shape shape) {
        LinearMemory found = Objects.requireNonNull(kept.take(shape));
        taken.add(found);
        return found;
    }

    @AfterEach
    void letGo() {
        taken.forEach(LinearMemory::release);
    }

    @Test
    void whatAGuestLeftIsClearForTheNext() {
        LinearMemory first = mapped(SMALL);
        long address = first.address();
        for (int at = 0; at < SMALL.minimum(); at += Long.BYTES) {
            first.writeLong(at, -1);
        }
        kept.giveBack(SMALL, first);
        LinearMemory again = take(SMALL);
        assertThat(again.address()).isEqualTo(address);
        assertThat(again.size()).isEqualTo(SMALL.minimum());
        assertThat(again.read(0, (int) SMALL.minimum())).containsOnly(0);
        assertThat(kept.take(SMALL)).isNull();
    }

    @Test
    void onlyOneOfTheSameShapeIsTaken() {
        kept.giveBack(SMALL, mapped(SMALL));
        assertThat(kept.take(new Shape(PAGE, 16 * PAGE, PAGE))).isNull();
        assertThat(kept.take(new Shape(2 * PAGE, 32 * PAGE, PAGE))).isNull();
        assertThat(kept.take(new Shape(2 * PAGE, 16 * PAGE, 2 * PAGE))).isNull();
        assertThat(take(SMALL).size()).isEqualTo(SMALL.minimum());
    }

    @Test
    void oneThatHasGrownOrIsLargeOrEmptyIsLetGo() {
        LinearMemory grown = mapped(SMALL);
        assertThat(grown.growTo(3 * PAGE)).isTrue();
        kept.giveBack(SMALL, grown);
        assertThat(kept.take(SMALL)).isNull();
        Shape large = new Shape(KeptMemories.MOST_BYTES_OF_ONE + PAGE, 16 * PAGE, PAGE);
        kept.giveBack(large, mapped(large));
        assertThat(kept.take(large)).isNull();
        Shape empty = new Shape(0, 16 * PAGE, PAGE);
        kept.giveBack(empty, mapped(empty));
        assertThat(kept.take(empty)).isNull();
    }

    @Test
    void theOldestGoesWhenThereIsNoRoom() {
        Shape first = new Shape(PAGE, 16 * PAGE, PAGE);
        kept.giveBack(first, mapped(first));
        int fitting = (int) (KeptMemories.MOST_BYTES / SMALL.minimum());
        for (int i = 0; i < fitting; i++) {
            kept.giveBack(SMALL, mapped(SMALL));
        }
        assertThat(kept.take(first)).isNull();
        for (int i = 0; i < fitting; i++) {
            take(SMALL);
        }
        assertThat(kept.take(SMALL)).isNull();
    }

    @Test
    void theNextGuestPaysForItFromItsOwnBudget() {
        kept.giveBack(SMALL, mapped(SMALL));
        LinearMemory memory = take(SMALL);
        MemoryBudget enough = budget(3);
        assertThat(memory.reuse(enough)).isTrue();
        assertThat(enough.bytes()).isEqualTo(SMALL.minimum());
        assertThat(memory.growTo(3 * PAGE)).isTrue();
        assertThat(memory.growTo(4 * PAGE)).isFalse();
        MemoryBudget tooSmall = budget(1);
        kept.giveBack(SMALL, mapped(SMALL));
        assertThat(take(SMALL).reuse(tooSmall)).isFalse();
        assertThat(tooSmall.refused()).isTrue();
    }
}
