package dev.triptych.driver.container;

import java.io.IOException;

/** A file that is read in pieces, wherever it is. */
interface FileRanges {
    long size();

    /**
     * Reads a piece.
     *
     * @throws MalformedFileException when it is not within the file
     */
    byte[] read(long offset, int length) throws IOException;

    /** What a file says of itself does not fit it. */
    final class MalformedFileException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedFileException(String message) {
            super(message);
        }
    }
}
