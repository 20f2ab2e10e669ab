package dev.triptych.driver.wasm;

import dev.triptych.spi.KindOptions.WasmIsolation;
import dev.triptych.tck.DriverFixture;
import dev.triptych.tck.ErrorsContract;
import dev.triptych.tck.IdempotencyContract;
import dev.triptych.tck.InvokingContract;
import dev.triptych.tck.LifecycleContract;
import dev.triptych.tck.LimitsContract;
import dev.triptych.tck.LogsContract;
import dev.triptych.tck.MountsContract;
import dev.triptych.tck.ObservationContract;
import dev.triptych.tck.OneStepStartContract;
import dev.triptych.tck.OwnershipContract;
import dev.triptych.tck.UsageContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contract, with modules that the machine's clang makes of the samples, run by one engine. */
@Tag("backend")
abstract class WasmDriverContracts {
    protected abstract String engine();

    protected WasmIsolation isolation() {
        return WasmIsolation.SHARED;
    }

    @Nested
    class Errors extends ErrorsContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class Idempotency extends IdempotencyContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class Invoking extends InvokingContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class Limits extends LimitsContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class Logs extends LogsContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class Mounts extends MountsContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class Observation extends ObservationContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class OneStepStart extends OneStepStartContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class Ownership extends OwnershipContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }

    @Nested
    class Usage extends UsageContract {
        @Override
        protected DriverFixture openFixture() {
            return new WasmFixture(engine(), isolation());
        }
    }
}
