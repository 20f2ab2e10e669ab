package dev.triptych.driver.wasm.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.GuestPrograms;
import dev.triptych.driver.wasm.ModuleBytes;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ModuleInspecting.Export;
import dev.triptych.spi.ModuleInspecting.Import;
import dev.triptych.spi.ModuleInspecting.Section;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModuleShapesTest {
    private static final int MUTATIONS = 20_000;

    private static void assertMalformed(byte[] bytes, String message) {
        assertThatExceptionOfType(MalformedModule.class)
                .isThrownBy(() -> ModuleShapes.of(bytes))
                .withMessageContaining(message)
                .withMessageContaining("at byte ");
    }

    @Test
    void importsExportsMemoryAndSectionsAreRead() {
        ModuleShape shape = ModuleShapes.of(GuestPrograms.print("hello"));
        assertThat(shape.form()).isEqualTo("module");
        assertThat(shape.wasi()).isEqualTo("preview1");
        assertThat(shape.imports()).containsExactly(new Import("wasi_snapshot_preview1", "fd_write", "function"));
        assertThat(shape.exports()).contains(new Export("_start", "function"), new Export("memory", "memory"));
        assertThat(shape.memory()).isNotNull();
        assertThat(shape.memory().minimum()).isEqualTo(new ByteSize(64 * 1024));
        assertThat(shape.memory().maximum()).isNull();
        assertThat(shape.sections())
                .extracting(Section::name)
                .containsExactly("type", "import", "function", "memory", "export", "code", "data");
    }

    @Test
    void theSizesOfTheSectionsAndThePreambleAreTheFile() {
        byte[] module = GuestPrograms.print("hello");
        long sections = ModuleShapes.of(module).sections().stream()
                .mapToLong(section -> section.size().bytes())
                .sum();
        assertThat(sections + 8).isEqualTo(module.length);
    }

    @Test
    void producersAndCustomSectionsAreRead() {
        byte[] producers = ModuleBytes.joined(
                ModuleBytes.leb(1),
                ModuleBytes.text("language"),
                ModuleBytes.leb(1),
                ModuleBytes.text("C11"),
                ModuleBytes.text(""));
        byte[] module = ModuleBytes.joined(GuestPrograms.returning(), ModuleBytes.custom("producers", producers));
        ModuleShape shape = ModuleShapes.of(module);
        assertThat(shape.producers()).isEqualTo(Map.of("language", List.of("C11")));
        assertThat(shape.sections()).extracting(Section::name).contains("custom:producers");
    }

    @Test
    void aBrokenProducersSectionBreaksNothing() {
        byte[] broken = ModuleBytes.custom("producers", ModuleBytes.bytes(0x7f, 0x7f));
        assertThat(ModuleShapes.of(ModuleBytes.joined(GuestPrograms.returning(), broken))
                        .producers())
                .isEmpty();
    }

    @Test
    void whatIsNoModuleIsToldSo() {
        assertMalformed("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), "not a WebAssembly binary");
        assertMalformed(new byte[0], "not a WebAssembly binary");
        assertMalformed(ModuleBytes.bytes(0, 'a', 's', 'm', 2, 0, 0, 0), "neither module nor component");
        assertMalformed(ModuleBytes.bytes(0, 'a', 's', 'm'), "ends inside");
    }

    @Test
    void everyTruncationIsRefusedOrASmallerModule() {
        byte[] module = GuestPrograms.print("hello");
        for (int length = 0; length < module.length; length++) {
            byte[] cut = Arrays.copyOf(module, length);
            try {
                assertThat(ModuleShapes.of(cut).sections().size()).isLessThan(7);
            } catch (MalformedModule e) {
                assertThat(e).hasMessageContaining("at byte");
            }
        }
    }

    @Test
    void noBytesWhateverCauseAnotherException() {
        byte[][] seeds = {GuestPrograms.print("hello"), GuestPrograms.growTable(), GuestPrograms.needsSockets()};
        Random random = new Random(20251121);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] module = seeds[i % seeds.length].clone();
            for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
                module[random.nextInt(module.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(module, random.nextInt(module.length)) : module;
            try {
                assertThat(ModuleShapes.of(cut)).isNotNull();
            } catch (MalformedModule e) {
                assertThat(e).hasMessageContaining("at byte");
            }
        }
    }

    @Test
    void aCountBeyondTheFileIsRefusedBeforeAnythingIsMade() {
        byte[] bomb = ModuleBytes.joined(
                ModuleBytes.bytes(0, 'a', 's', 'm', 1, 0, 0, 0), ModuleBytes.bytes(2, 5, 0xff, 0xff, 0xff, 0xff, 0x0f));
        assertMalformed(bomb, "bytes are left");
    }

    @Test
    void manyLocalsInFewBytesAreRefused() {
        byte[] body = ModuleBytes.bytes(10, 1, 0xd0, 0x86, 0x03, 0x7f, 0x0b);
        byte[][] parts = new byte[100][];
        Arrays.fill(parts, ModuleBytes.joined(ModuleBytes.leb(6), Arrays.copyOfRange(body, 1, 7)));
        byte[] code = ModuleBytes.joined(ModuleBytes.leb(100), ModuleBytes.joined(parts));
        byte[] bomb = ModuleBytes.joined(
                ModuleBytes.bytes(0, 'a', 's', 'm', 1, 0, 0, 0),
                ModuleBytes.bytes(10),
                ModuleBytes.leb(code.length),
                code);
        assertMalformed(bomb, "local variables");
    }

    @Test
    void aComponentIsKnownAsOne() {
        byte[] imported = ModuleBytes.joined(
                ModuleBytes.leb(1),
                ModuleBytes.bytes(0),
                ModuleBytes.text("wasi:cli/stdout@0.2.0"),
                ModuleBytes.bytes(5, 0));
        byte[] component = ModuleBytes.joined(
                ModuleBytes.bytes(0, 'a', 's', 'm', 0x0d, 0, 1, 0),
                ModuleBytes.bytes(10),
                ModuleBytes.leb(imported.length),
                imported);
        ModuleShape shape = ModuleShapes.of(component);
        assertThat(shape.form()).isEqualTo("component");
        assertThat(shape.wasi()).isEqualTo("preview2");
        assertThat(shape.imports()).containsExactly(new Import("wasi:cli/stdout@0.2.0", "", "instance"));
    }
}
