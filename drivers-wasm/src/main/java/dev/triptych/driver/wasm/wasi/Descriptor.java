package dev.triptych.driver.wasm.wasi;

import dev.triptych.driver.wasm.files.GuestDirectory;
import dev.triptych.driver.wasm.files.GuestFile;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Something behind a number that a guest holds. */
sealed interface Descriptor {
    record Input(InputStream stream) implements Descriptor {}

    record Output(GuestOutput sink) implements Descriptor {}

    record OpenFile(GuestFile file, long rights) implements Descriptor {}

    /**
     * A directory.
     *
     * @param preopenedAs the guest's path of a mount; null for what the guest opened itself
     * @param rights to do things here
     * @param inheriting what descriptors opened through this one may have
     */
    record OpenDirectory(GuestDirectory directory, @Nullable String preopenedAs, long rights, long inheriting)
            implements Descriptor {
        OpenDirectory(GuestDirectory directory, @Nullable String preopenedAs) {
            this(directory, preopenedAs, Rights.DIRECTORY, Rights.DIRECTORY | Rights.FILE);
        }
    }
}
