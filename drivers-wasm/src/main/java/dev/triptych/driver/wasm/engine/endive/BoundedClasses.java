package dev.triptych.driver.wasm.engine.endive;

import run.endive.compiler.internal.ByteClassCollector;

/** Collects compiled classes while they stay within bounds and nobody has given up on the compilation. */
final class BoundedClasses extends ByteClassCollector {
    private final long mostBytes;
    private long bytes;

    BoundedClasses(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Compiling was given up, or made too much. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped(String why) {
            super(why);
        }
    }

    @Override
    public void put(String className, byte[] code) {
        count(code);
        super.put(className, code);
    }

    @Override
    public void putMainClass(String className, byte[] code) {
        count(code);
        super.putMainClass(className, code);
    }

    private void count(byte[] code) {
        bytes += code.length;
        if (bytes > mostBytes) {
            throw new Stopped("the compiled form has more than %d bytes".formatted(mostBytes));
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new Stopped("compiling took too long");
        }
    }
}
