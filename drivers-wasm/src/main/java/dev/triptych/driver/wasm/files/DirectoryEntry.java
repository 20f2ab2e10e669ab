package dev.triptych.driver.wasm.files;

/**
 * One name in a directory.
 *
 * @param next where the listing goes on after it
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
public record DirectoryEntry(long next, long inode, FileKind kind, byte[] name) {}
