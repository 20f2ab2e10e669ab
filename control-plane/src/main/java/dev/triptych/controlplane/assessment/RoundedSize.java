package dev.triptych.controlplane.assessment;

import dev.triptych.spi.ByteSize;
import java.util.Locale;

/** Sizes for people: {@code 59.3 KiB}. */
final class RoundedSize {
    private static final double STEP = 1024;

    private RoundedSize() {}

    static String of(ByteSize size) {
        double kib = size.bytes() / STEP;
        return kib < STEP
                ? String.format(Locale.ROOT, "%.1f KiB", kib)
                : String.format(Locale.ROOT, "%.1f MiB", kib / STEP);
    }
}
