package dev.triptych.driver.wasm.files;

/** What has reached the disk when a write returns. */
public enum Durability {
    NONE(0),
    /** The bytes written. */
    DATA(OpenFlags.DSYNC),
    /** The bytes written and what is known about the file. */
    ALL(OpenFlags.SYNC);

    private final int flag;

    Durability(int flag) {
        this.flag = flag;
    }

    int flag() {
        return flag;
    }
}
