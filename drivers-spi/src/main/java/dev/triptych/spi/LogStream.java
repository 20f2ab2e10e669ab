package dev.triptych.spi;

/** Which output a chunk belongs to. */
public enum LogStream {
    STDOUT,
    STDERR,
    /** Firmware and kernel of a virtual machine; never the program's own words. */
    CONSOLE
}
