package dev.triptych.tck;

import dev.triptych.spi.WorkloadKind;
import org.junit.jupiter.api.Nested;

/** The kit proves FakeDriver, and FakeDriver proves that the kit can be passed. */
class FakeDriverContractTest {
    @Nested
    class Console extends ConsoleContract {
        @Override
        protected ConsoleFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.VM);
        }
    }

    @Nested
    class Display extends DisplayContract {
        @Override
        protected DisplayFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.VM);
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected SnapshotFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.VM);
        }
    }

    @Nested
    class Pausing extends PausingContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Pulling extends PullingContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }

        @Override
        protected RegistryFixture openRegistry(DriverFixture fixture) {
            return new FakeRegistry(((FakeDriverFixture) fixture).backend());
        }
    }

    @Nested
    class Images extends ImagesContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Idempotency extends IdempotencyContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Errors extends ErrorsContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Mounts extends MountsContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Observation extends ObservationContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Ownership extends OwnershipContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Logs extends LogsContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Limits extends LimitsContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Usage extends UsageContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Invoking extends InvokingContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.WASM);
        }
    }

    @Nested
    class Execution extends ExecutionContract {
        @Override
        protected CommandFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }

    @Nested
    class Files extends FilesContract {
        @Override
        protected DriverFixture openFixture() {
            return new FakeDriverFixture(WorkloadKind.CONTAINER);
        }
    }
}
