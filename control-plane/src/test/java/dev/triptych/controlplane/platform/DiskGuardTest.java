package dev.triptych.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskGuardTest {
    @TempDir
    private Path directory;

    @Test
    void whatFitsIsLetThrough() {
        assertThatCode(new DiskGuard(directory, 0)::requireSpace).doesNotThrowAnyException();
    }

    @Test
    void whatWouldNotLeaveEnoughIsRefused() {
        DiskGuard guard = new DiskGuard(directory, 0);
        long more = guard.space().free() * 2;
        assertThatThrownBy(() -> guard.requireSpaceFor(more))
                .isInstanceOfSatisfying(
                        LimitReached.class,
                        refusal -> org.assertj.core.api.Assertions.assertThat(refusal.code())
                                .isEqualTo(ErrorCode.STORAGE_FULL));
    }
}
