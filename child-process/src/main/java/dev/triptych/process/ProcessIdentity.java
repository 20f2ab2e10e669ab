package dev.triptych.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One process for all time: numbers of processes are used again, and a dead one may stay listed until somebody reaps it.
 *
 * @param startTicks when it started, in the kernel's ticks since the boot
 * @param boot the kernel's word for the boot
 */
public record ProcessIdentity(long pid, long startTicks, String boot) {
    private static final Path PROC = Path.of("/proc");
    private static final Path BOOT = PROC.resolve("sys/kernel/random/boot_id");
    private static final int STATE = 0;
    private static final int FLAGS = 6;
    private static final int START = 19;

    /**
     * Kernel's PF_EXITING (include/linux/sched.h): it runs no code of its own any more. Sockets are closed in this state,
     * so who reads their end may look before the process is a zombie.
     */
    private static final long EXITING = 0x4;

    /** This process. */
    public static ProcessIdentity own() {
        return of(ProcessHandle.current().pid());
    }

    /** The process that has this number now; its start is 0 when there is none. */
    public static ProcessIdentity of(long pid) {
        try {
            return new ProcessIdentity(pid, startOf(pid), Files.readString(BOOT).trim());
        } catch (IOException e) {
            throw new UncheckedIOException("the kernel does not tell its boot", e);
        }
    }

    /** Whether exactly this process still runs. */
    public boolean alive() {
        return startTicks > 0 && of(pid).equals(this);
    }

    /** 0 for what is gone, for what ends, and for what is dead and waits to be reaped. */
    private static long startOf(long pid) throws IOException {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean ended = fields[STATE].equals("Z")
                    || fields[STATE].equals("X")
                    || (Long.parseLong(fields[FLAGS]) & EXITING) != 0;
            return ended ? 0 : Long.parseLong(fields[START]);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            // "No such process": it ended between the opening and the reading.
            if (Files.exists(PROC.resolve(Long.toString(pid)))) {
                throw e;
            }
            return 0;
        }
    }
}
