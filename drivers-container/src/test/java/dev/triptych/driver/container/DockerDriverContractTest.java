package dev.triptych.driver.container;

import dev.triptych.tck.CommandFixture;
import dev.triptych.tck.DriverFixture;
import dev.triptych.tck.ErrorsContract;
import dev.triptych.tck.ExecutionContract;
import dev.triptych.tck.FilesContract;
import dev.triptych.tck.IdempotencyContract;
import dev.triptych.tck.ImagesContract;
import dev.triptych.tck.LifecycleContract;
import dev.triptych.tck.LimitsContract;
import dev.triptych.tck.LogsContract;
import dev.triptych.tck.MountsContract;
import dev.triptych.tck.ObservationContract;
import dev.triptych.tck.OwnershipContract;
import dev.triptych.tck.PausingContract;
import dev.triptych.tck.PullingContract;
import dev.triptych.tck.RegistryFixture;
import dev.triptych.tck.TestRegistry;
import dev.triptych.tck.UsageContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The contract, on the host's real Docker Engine. */
@Tag("backend")
class DockerDriverContractTest {
    @Nested
    class Errors extends ErrorsContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Idempotency extends IdempotencyContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Images extends ImagesContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Limits extends LimitsContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Logs extends LogsContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Mounts extends MountsContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Observation extends ObservationContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Ownership extends OwnershipContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Usage extends UsageContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Execution extends ExecutionContract {
        @Override
        protected CommandFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Pausing extends PausingContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }

    @Nested
    class Pulling extends PullingContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }

        @Override
        protected RegistryFixture openRegistry(DriverFixture fixture) {
            return new TestRegistry();
        }
    }

    @Nested
    class Files extends FilesContract {
        @Override
        protected DriverFixture openFixture() {
            return new DockerFixture();
        }
    }
}
