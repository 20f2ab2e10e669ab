package dev.triptych.controlplane.reconcile;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.platform.WarningCode;
import dev.triptych.controlplane.platform.WarningSource;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.Usage;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A side-car that fails is told while it fails, and what it looks at goes on. */
class WarningSourcesModuleTest {
    /** More than a segment of the log, as {@link TestPlane} sets it. */
    private static final int MUCH = 100 << 10;

    private final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    private volatile boolean unmeasurable;

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init") // before each test
    private TestPlane plane;

    @BeforeEach
    void open() {
        DriverContext context = new DriverContext(new InstallationId(UUID.randomUUID()), home, Clock.systemUTC());
        plane = TestPlane.open(
                TestPlane.newSchema(), home, new MeasuredDriver(new FakeDriver(WorkloadKind.WASM, context, backend)));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private WorkloadView running() {
        plane.commands().create(Jobs.wasm("job"), ACTOR);
        return plane.waitForState("job", WorkloadState.RUNNING);
    }

    /** The subjects of this code that a source tells of now. */
    private static Set<String> told(WarningSource source, WarningCode code) {
        Set<String> subjects = new HashSet<>();
        source.tell(new WarningSource.Findings() {
            @Override
            public void holds(WarningSource.Finding finding) {
                if (finding.code() == code) {
                    assertThat(finding.message()).isNotBlank();
                    assertThat(finding.remedy()).isNotBlank();
                    subjects.add(finding.subject());
                }
            }

            @Override
            public void over(WarningCode other, String subject) {}
        });
        return subjects;
    }

    @Test
    void aSamplerThatFailsIsToldUntilItDoesNot() {
        Sampler sampler = plane.bean(Sampler.class);
        running();
        assertThat(told(sampler, WarningCode.SAMPLER_FAILED)).isEmpty();

        unmeasurable = true;
        Eventually.holds(
                "it is told",
                TestPlane.SOON,
                () -> told(sampler, WarningCode.SAMPLER_FAILED).equals(Set.of("wasm")));
        assertThat(plane.queries().get("job").state()).isEqualTo(WorkloadState.RUNNING);

        unmeasurable = false;
        Eventually.holds(
                "it is over",
                TestPlane.SOON,
                () -> told(sampler, WarningCode.SAMPLER_FAILED).isEmpty());
    }

    @Test
    void outputThatCannotBeKeptIsToldUntilItCan() throws IOException {
        Outputs outputs = plane.bean(Outputs.class);
        WorkloadView view = running();
        backend.write(TestPlane.key(view), LogStream.STDOUT, new byte[1]);
        plane.waitForState("job", WorkloadState.READY);
        assertThat(told(outputs, WarningCode.OUTPUT_NOT_KEPT)).isEmpty();

        Path log = home.resolve("logs").resolve(view.workload().id().toString()).resolve("1");
        Path aside = Files.move(log, home.resolve("aside"));
        Files.createFile(log); // where a folder is to be, nothing can be written
        backend.write(TestPlane.key(view), LogStream.STDOUT, new byte[MUCH]);
        backend.write(TestPlane.key(view), LogStream.STDOUT, new byte[MUCH]);
        Eventually.holds(
                "it is told",
                TestPlane.SOON,
                () -> told(outputs, WarningCode.OUTPUT_NOT_KEPT).equals(Set.of("logs")));
        assertThat(plane.queries().get("job").state()).isEqualTo(WorkloadState.READY);

        Files.delete(log);
        Files.move(aside, log);
        backend.write(TestPlane.key(view), LogStream.STDOUT, new byte[1]);
        Eventually.holds(
                "it is over",
                TestPlane.SOON,
                () -> told(outputs, WarningCode.OUTPUT_NOT_KEPT).isEmpty());
    }

    /** Cannot be measured when told so. */
    private final class MeasuredDriver extends MortalDriver {
        MeasuredDriver(FakeDriver driver) {
            super(driver);
        }

        @Override
        public Usage usage(WorkloadKey key) {
            if (unmeasurable) {
                throw new DriverException(DriverErrorCode.BACKEND_REFUSED, "No figures today.");
            }
            return super.usage(key);
        }
    }
}
