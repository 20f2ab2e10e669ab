package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KernelModuleTest {
    private static final byte[] CODE = bytes("\177ELF code \0.text\0.BTF\0.strtab\0 more");
    private static final byte[] TRIMMED = bytes("\177ELF code \0.text\0.XTF\0.strtab\0 more");

    @Test
    void signatureAndTypesGoAndNothingElse() {
        assertThat(KernelModule.trimmed(signed(CODE, 300))).isEqualTo(TRIMMED);
        assertThat(KernelModule.trimmed(CODE)).isEqualTo(TRIMMED);
    }

    @Test
    void whatHasNeitherStaysAsItIs() {
        assertThat(KernelModule.trimmed(TRIMMED)).isEqualTo(TRIMMED);
        assertThat(KernelModule.trimmed(new byte[0])).isEmpty();
    }

    @Test
    void aSignatureThatCannotBeIsLeftAlone() {
        byte[] odd = signed(bytes("short"), 4);
        ByteBuffer.wrap(odd).putInt(odd.length - 28 - 4, 1000);
        assertThat(KernelModule.trimmed(odd)).isEqualTo(odd);
        ByteBuffer.wrap(odd).putInt(odd.length - 28 - 4, -1);
        assertThat(KernelModule.trimmed(odd)).isEqualTo(odd);
    }

    private static byte[] signed(byte[] code, int size) {
        ByteArrayOutputStream module = new ByteArrayOutputStream();
        module.writeBytes(code);
        module.writeBytes(new byte[size]);
        module.writeBytes(ByteBuffer.allocate(12).putInt(8, size).array());
        module.writeBytes(bytes("~Module signature appended~\n"));
        return module.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
