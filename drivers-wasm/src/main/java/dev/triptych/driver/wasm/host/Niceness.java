package dev.triptych.driver.wasm.host;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Tells the kernel how urgent a thread is. Java's own thread priorities do nothing on Linux. */
final class Niceness {
    private static final int PROCESS = 0;
    private static final int THIS_THREAD = 0;
    private static final MethodHandle SETPRIORITY = bind();

    private Niceness() {}

    /** Makes the calling thread less urgent; it cannot become more urgent again. */
    static void ofThisThread(int nice) {
        try {
            int result = (int) SETPRIORITY.invokeExact(PROCESS, THIS_THREAD, nice);
            if (result != 0) {
                System.getLogger(Niceness.class.getName())
                        .log(System.Logger.Level.WARNING, "The kernel does not let guests be less urgent");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // a call of the C library without pointers
    private static MethodHandle bind() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
}
