package dev.triptych.driver.wasm.files;

/** Something a guest has open below a mount. Used by the guest's own thread only. */
public sealed interface GuestNode extends AutoCloseable permits GuestDirectory, GuestFile {
    FileStat stat();

    void setTimes(FileTimes times);

    void sync(boolean metadata);

    @Override
    void close();
}
