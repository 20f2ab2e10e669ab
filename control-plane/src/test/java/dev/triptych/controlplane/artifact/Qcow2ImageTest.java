package dev.triptych.controlplane.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.spi.ByteSize;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Qcow2ImageTest {
    private static final int CLUSTER = 65_536;
    private static final long FILE = 4L * CLUSTER;
    private static final ByteSize LARGEST = ByteSize.ofMebibytes(1 << 20); // 1 TiB

    /** As qemu-img writes an empty image of 1 GiB: header, refcounts, tables, a cluster each. */
    private static ByteBuffer image(int version) {
        ByteBuffer image = ByteBuffer.allocate(CLUSTER)
                .putInt(0, Qcow2Image.MAGIC)
                .putInt(4, version)
                .putInt(20, 16)
                .putLong(24, 1L << 30)
                .putInt(36, 2)
                .putLong(40, 3L * CLUSTER)
                .putLong(48, CLUSTER)
                .putInt(56, 1);
        return version == 3 ? image.putInt(96, 4).putInt(100, 112) : image;
    }

    @SuppressWarnings("ByteBufferBackingArray") // made by allocate above
    private static Inspection inspect(ByteBuffer image) {
        return Qcow2Image.inspect(image.array(), FILE, LARGEST);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anImageThatStandsAloneIsDescribed(int version) {
        assertThat(inspect(image(version))).isEqualTo(Inspection.ofDisk(Format.DISK_QCOW2, 1L << 30, 65_536L));
    }

    @Test
    void namesOfFeaturesAndBitmapsAreNoHarm() {
        ByteBuffer image = image(3).putInt(112, 0x6803f857).putInt(116, 13).putInt(136, 0x23852875);
        assertThat(inspect(image.putInt(140, 24)).virtualSizeBytes()).isEqualTo(1L << 30);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatIsNotWholeInItselfIsRefusedWithWhatToDo(String why, int version, UnaryOperator<ByteBuffer> spoil) {
        assertThatThrownBy(() -> inspect(spoil.apply(image(version))))
                .isInstanceOf(Unprocessable.class)
                .hasMessageContaining(why)
                .hasMessageMatching("(?s).*(qemu-img (convert|check)|max-disk-size).*");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("version 1", 2, image -> image.putInt(4, 1)),
                refused("version 4294967295", 2, image -> image.putInt(4, -1)),
                refused("backing file", 2, image -> image.putLong(8, 200).putInt(16, 9)),
                refused("backing file", 3, image -> image.putLong(8, 200)),
                refused("backing file", 3, image -> image.putInt(16, 1023)),
                refused("format of a backing file", 3, image -> image.putInt(112, 0xe2792aca)),
                refused("data in another file", 3, image -> image.putLong(72, 4)),
                refused("another file for its data", 3, image -> image.putInt(112, 0x44415441)),
                refused("another file for its data", 2, image -> image.putInt(72, 0x44415441)),
                refused("encrypted", 2, image -> image.putInt(32, 1)),
                refused("encrypted", 3, image -> image.putInt(32, 2)),
                refused("encrypted", 3, image -> image.putInt(112, 0x0537be77)),
                refused("closed", 3, image -> image.putLong(72, 1)),
                refused("corrupt", 3, image -> image.putLong(72, 2)),
                refused("features", 3, image -> image.putLong(72, 1L << 40)),
                refused("cluster bits", 2, image -> image.putInt(20, 8)),
                refused("cluster bits", 3, image -> image.putInt(20, 22)),
                refused("cluster bits", 3, image -> image.putInt(20, -1)),
                refused("no size", 3, image -> image.putLong(24, 0)),
                refused("at most", 3, image -> image.putLong(24, 1L << 62)),
                refused("9223372036854775808 bytes", 3, image -> image.putLong(24, Long.MIN_VALUE)),
                refused("first table of 1 entries", 3, image -> image.putInt(36, 1)),
                refused("first table of 4294967295", 3, image -> image.putInt(36, -1)),
                refused("first table that is not", 3, image -> image.putLong(40, 3 * CLUSTER + 512)),
                refused("first table that is not", 3, image -> image.putLong(40, FILE)),
                refused("first table that is not", 3, image -> image.putLong(40, -CLUSTER)),
                refused("no table of refcounts", 3, image -> image.putInt(56, 0)),
                refused("refcounts that is not", 3, image -> image.putInt(56, 1 << 20)),
                refused("refcounts that is not", 3, image -> image.putLong(48, 0)),
                refused("refcount order", 3, image -> image.putInt(96, 7)),
                refused("claims 65537 snapshots", 3, image -> image.putInt(60, 65_537)),
                refused("snapshots that is not", 3, image -> image.putInt(60, 1).putLong(64, FILE)),
                refused("claims a header", 3, image -> image.putInt(100, 72)),
                refused("claims a header", 3, image -> image.putInt(100, -8)),
                refused("claims a header", 3, image -> image.putInt(100, 105)),
                refused("header extension", 3, image -> image.putInt(112, 7).putInt(116, -1)),
                refused("header extension", 2, image -> image.putInt(72, 7).putInt(76, CLUSTER)));
    }

    private static Arguments refused(String why, int version, UnaryOperator<ByteBuffer> spoil) {
        return Arguments.of(why, version, spoil);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 71, 72, 103})
    void aHeaderThatIsCutOffIsRefused(int length) {
        byte[] cut = Arrays.copyOf(image(3).array(), length);
        assertThatThrownBy(() -> Qcow2Image.inspect(cut, length, LARGEST))
                .isInstanceOf(Unprocessable.class)
                .hasMessageContaining("ends within its header");
    }
}
