package dev.triptych.spi;

/** Something that can be ended. Closing twice is allowed and does nothing. */
public interface Registration extends AutoCloseable {
    @Override
    void close();
}
