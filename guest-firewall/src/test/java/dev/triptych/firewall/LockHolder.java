package dev.triptych.firewall;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that locks a file, says so with one character, and keeps it until its input ends. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] file) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(Path.of(file[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock();
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write('!');
            out.flush();
            System.in.readAllBytes();
        }
    }
}
