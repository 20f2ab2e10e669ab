package dev.triptych.driver.container;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** A tar stream that gives back what it was made from when it is closed. */
final class ExportedRootFilesystem extends FilterInputStream {
    private final Runnable whenClosed;
    private final AtomicBoolean closed = new AtomicBoolean();

    ExportedRootFilesystem(InputStream tar, Runnable whenClosed) {
        super(tar);
        this.whenClosed = whenClosed;
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try {
                super.close();
            } finally {
                whenClosed.run();
            }
        }
    }
}
