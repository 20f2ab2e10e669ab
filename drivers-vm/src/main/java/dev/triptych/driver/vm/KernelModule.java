package dev.triptych.driver.vm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A kernel's module without what the kernel only looks at: its signature, and the types for BPF programs (BTF), both of which
 * an emulated processor is slow to read. The kernel then marks itself as tainted by an unsigned module.
 */
final class KernelModule {
    private static final byte[] SIGNED = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final int SIGNATURE_INFO = 12; // struct module_signature, whose last field is the size
    private static final byte[] TYPES = "\0.BTF\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNKNOWN = "\0.XTF\0".getBytes(StandardCharsets.US_ASCII);

    private KernelModule() {}

    /** The same module, trimmed; what has neither is left as it is. */
    static byte[] trimmed(byte[] module) {
        byte[] plain = unsigned(module);
        int name = indexOf(plain, TYPES);
        if (name >= 0) {
            System.arraycopy(UNKNOWN, 0, plain, name, UNKNOWN.length);
        }
        return plain;
    }

    private static byte[] unsigned(byte[] module) {
        int info = module.length - SIGNED.length - SIGNATURE_INFO;
        boolean signed = info > 0
                && Arrays.equals(module, module.length - SIGNED.length, module.length, SIGNED, 0, SIGNED.length);
        if (!signed) {
            return module.clone();
        }
        int size = ByteBuffer.wrap(module).getInt(info + SIGNATURE_INFO - Integer.BYTES);
        return size < 0 || size > info ? module.clone() : Arrays.copyOf(module, info - size);
    }

    /** Where the section's name is among the names; -1 for nowhere. */
    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int at = bytes.length - wanted.length; at >= 0; at--) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
