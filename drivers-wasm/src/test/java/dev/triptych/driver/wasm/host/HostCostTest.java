package dev.triptych.driver.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.driver.wasm.host.HostCost.Guests;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Moment;
import dev.triptych.spi.Usage;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What guests share of their host. */
class HostCostTest {
    private static final long MIB = 1L << 20;

    @Test
    void whatIsNoGuestsOwnIsDividedByThoseThatRun() {
        HostCost cost = new HostCost(() -> 180 * MIB, () -> new Guests(80 * MIB, 4));
        Figure memory = UsageMapper.withHost(UsageMapper.ofNothing(Moment.now(Clock.systemUTC())), cost.now())
                .memory();
        assertThat(memory.shared()).isEqualTo(25 * MIB);
        assertThat(memory.own()).isZero();
        assertThat(memory.note()).contains("180.0 MiB (pss) without the 80.0 MiB", "guests that run (4)");
    }

    @Test
    void untouchedMemoryOfGuestsMakesNoNegativeShare() {
        assertThat(new HostCost(() -> 100 * MIB, () -> new Guests(300 * MIB, 2))
                        .now()
                        .share())
                .isZero();
    }

    @Test
    void aKernelThatDoesNotTellLeavesTheFigureAsItWas() {
        Usage usage = UsageMapper.ofNothing(Moment.now(Clock.systemUTC()));
        HostCost cost = new HostCost(() -> 0, () -> new Guests(0, 0));
        assertThat(UsageMapper.withHost(usage, cost.now())).isEqualTo(usage);
    }

    @Test
    void theKernelIsNotAskedForEveryQuestion() {
        AtomicInteger asked = new AtomicInteger();
        HostCost cost = new HostCost(asked::incrementAndGet, () -> new Guests(0, 1));
        for (int i = 0; i < 1000; i++) {
            cost.now();
        }
        assertThat(asked.get()).isBetween(1, 5);
    }

    @Test
    void theKernelTellsThisProcess() {
        assertThat(HostCost.ownPss()).isGreaterThan(MIB);
    }
}
