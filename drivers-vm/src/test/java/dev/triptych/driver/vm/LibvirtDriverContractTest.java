package dev.triptych.driver.vm;

import dev.triptych.tck.ConsoleContract;
import dev.triptych.tck.ConsoleFixture;
import dev.triptych.tck.DisplayContract;
import dev.triptych.tck.DisplayFixture;
import dev.triptych.tck.DriverFixture;
import dev.triptych.tck.ErrorsContract;
import dev.triptych.tck.IdempotencyContract;
import dev.triptych.tck.LifecycleContract;
import dev.triptych.tck.LimitsContract;
import dev.triptych.tck.LogsContract;
import dev.triptych.tck.MountsContract;
import dev.triptych.tck.ObservationContract;
import dev.triptych.tck.OwnershipContract;
import dev.triptych.tck.PausingContract;
import dev.triptych.tck.SnapshotContract;
import dev.triptych.tck.SnapshotFixture;
import dev.triptych.tck.UsageContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contract, on the host's real libvirt and QEMU. */
@Tag("backend")
class LibvirtDriverContractTest {
    @Nested
    class Console extends ConsoleContract {
        @Override
        protected ConsoleFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Display extends DisplayContract {
        @Override
        protected DisplayFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected SnapshotFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Pausing extends PausingContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Errors extends ErrorsContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Idempotency extends IdempotencyContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Limits extends LimitsContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Logs extends LogsContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Mounts extends MountsContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Observation extends ObservationContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Ownership extends OwnershipContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }

    @Nested
    class Usage extends UsageContract {
        @Override
        protected DriverFixture openFixture() {
            return new LibvirtFixture();
        }
    }
}
