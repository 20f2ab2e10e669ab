package dev.triptych.controlplane.workload;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.spi.ByteSize;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init")
    private TestPlane plane;

    @BeforeEach
    void open() {
        plane = TestPlane.openIdle(TestPlane.newSchema(), home);
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private Admission admission(double cpuFactor, double memoryFactor) {
        return new Admission(
                plane.bean(WorkloadQueries.class),
                new ResourcesProperties(cpuFactor, memoryFactor),
                new Admission.Host(2, 4 * GIB));
    }

    private static Limits limits(double cpus, String memory) {
        return new Limits(cpus, ByteSize.parse(memory), null);
    }

    @Test
    void whatFitsIsLetInUntilItIsTooMuchAndTheArithmeticIsTold() {
        Admission admission = admission(10, 1.5);
        admission.require(limits(1, "4GiB"), null);
        assertThatExceptionOfType(Conflict.class)
                .isThrownBy(() -> admission.require(limits(1, "7GiB"), null))
                .satisfies(refusal -> org.assertj.core.api.Assertions.assertThat(refusal.code())
                        .isEqualTo(ErrorCode.CAPACITY_EXCEEDED))
                .withMessageContaining("asks for 7GiB of memory")
                .withMessageContaining("this host has 4GiB")
                .withMessageContaining("1.50 times")
                .withMessageContaining("6GiB");
    }

    @Test
    void processorsAreCountedToo() {
        assertThatExceptionOfType(Conflict.class)
                .isThrownBy(() -> admission(1, 1).require(limits(2.5, "1MiB"), null))
                .withMessageContaining("2.50 processors")
                .withMessageContaining("this host has 2");
    }

    @Test
    void whatTakesThePlaceOfAnotherAsksForTheDifference() {
        Admission admission = admission(1, 1);
        assertThatCode(() -> admission.require(limits(3, "5GiB"), limits(1, "2GiB")))
                .doesNotThrowAnyException();
        assertThatCode(() -> admission.require(limits(1, "1MiB"), limits(2, "8GiB")))
                .as("less than before always fits")
                .doesNotThrowAnyException();
    }

    @Test
    void nobodyIsRefusedByAnOldLook() {
        Admission admission = admission(1, 1);
        admission.require(limits(1, "3GiB"), null);
        // Nothing is on record, so the second asks for what nobody has.
        assertThatCode(() -> admission.require(limits(1, "3GiB"), null)).doesNotThrowAnyException();
    }
}
