package dev.triptych.driver.wasm.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.ComponentBytes;
import dev.triptych.driver.wasm.GuestPrograms;
import dev.triptych.driver.wasm.ModuleBytes;
import dev.triptych.spi.ModuleInspecting.Export;
import dev.triptych.spi.ModuleInspecting.Grant;
import dev.triptych.spi.ModuleInspecting.Import;
import dev.triptych.spi.ModuleInspecting.Need;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InspectionTest {
    private static final int MUTATIONS = 20_000;

    /** One field with one value. */
    private static byte[] producers(String field, String name, String version) {
        return ModuleBytes.joined(
                ModuleBytes.leb(1),
                ModuleBytes.text(field),
                ModuleBytes.leb(1),
                ModuleBytes.text(name),
                ModuleBytes.text(version));
    }

    private static byte[] writtenInRust() {
        return ModuleBytes.joined(
                GuestPrograms.returning(), ModuleBytes.custom("producers", producers("language", "Rust", "")));
    }

    private static byte[] command() {
        return new ComponentBytes()
                .module(writtenInRust())
                .importsInterface("wasi:cli/environment@0.2.0")
                .importsInterface("wasi:sockets/tcp@0.2.0")
                .importsFunction("log")
                .exportsInterface("wasi:cli/run@0.2.0")
                .custom("producers", producers("processed-by", "wit-component", "0.200"))
                .build();
    }

    @Test
    void aComponentTellsItsWorldAndWhatItsModulesTell() {
        ModuleShape shape = ModuleShapes.of(command());
        assertThat(shape.form()).isEqualTo("component");
        assertThat(shape.wasi()).isEqualTo("preview2");
        assertThat(shape.imports()).contains(new Import("log", "", "function"));
        assertThat(shape.exports()).containsExactly(new Export("wasi:cli/run@0.2.0", "instance"));
        assertThat(shape.producers())
                .isEqualTo(Map.of("language", List.of("Rust"), "processed-by", List.of("wit-component 0.200")));
        assertThat(WitWorld.of(shape)).isEqualTo("""
                world root {
                  import wasi:cli/environment@0.2.0;
                  import wasi:sockets/tcp@0.2.0;
                  import log; // function
                  export wasi:cli/run@0.2.0;
                }
                """);
        assertThat(Needs.of(shape))
                .containsExactly(
                        new Need("environment", Grant.ON_REQUEST, List.of("wasi:cli/environment@0.2.0")),
                        new Need("network", Grant.NEVER, List.of("wasi:sockets/tcp@0.2.0")),
                        new Need("other", Grant.NEVER, List.of("log")));
    }

    @Test
    void aComponentInsideAComponentIsLookedIntoToABoundedDepth() {
        byte[] nested = command();
        for (int depth = 0; depth < 10; depth++) {
            nested = new ComponentBytes().component(nested).build();
        }
        assertThat(ModuleShapes.of(nested).producers()).containsEntry("language", List.of("Rust"));
        for (int depth = 0; depth < 10; depth++) {
            nested = new ComponentBytes().component(nested).build();
        }
        assertMalformed(nested, "nested more than");
    }

    @Test
    void anUnknownSortIsRefused() {
        assertMalformed(new ComponentBytes().exports("x", 9).build(), "there is no sort 9");
    }

    static Stream<Arguments> generations() {
        return Stream.of(
                Arguments.of("none", new ComponentBytes().build()),
                Arguments.of("preview1", GuestPrograms.print("x")),
                Arguments.of("none", GuestPrograms.returning()),
                Arguments.of(
                        "preview2",
                        new ComponentBytes()
                                .exportsInterface("wasi:cli/run@0.2.6")
                                .build()),
                Arguments.of(
                        "preview3",
                        new ComponentBytes()
                                .exportsInterface("wasi:cli/run@0.3.0")
                                .build()),
                Arguments.of(
                        "unknown",
                        new ModuleBytes()
                                .imported("wasi_unstable", "fd_write", "iiii", true)
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("generations")
    void theGenerationIsToldFromNames(String generation, byte[] binary) {
        assertThat(ModuleShapes.of(binary).wasi()).isEqualTo(generation);
    }

    static Stream<Arguments> languages() {
        return Stream.of(
                Arguments.of(Map.of("language", List.of("Rust", "C11")), List.of("Rust", "C11")),
                Arguments.of(Map.of("processed-by", List.of("rustc 1.63.0")), List.of("Rust")),
                Arguments.of(Map.of("processed-by", List.of("Debian clang 19.1.7")), List.of("C or C++")),
                Arguments.of(Map.of("processed-by", List.of("clang 16", "rustc 1.69")), List.of("C or C++", "Rust")),
                Arguments.of(Map.of("processed-by", List.of("clangor 1")), List.of()),
                Arguments.of(Map.of(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void languagesComeFromProducers(Map<String, List<String>> producers, List<String> languages) {
        assertThat(Languages.of(producers)).isEqualTo(languages);
    }

    @Test
    void needsAreToldFromImports() {
        byte[] module = new ModuleBytes()
                .wasi("path_open", "iiiiiIIii", true)
                .wasi("environ_get", "ii", true)
                .wasi("sock_send", "iiiii", true)
                .wasi("proc_exit", "i", false)
                .wasi("fd_write", "iiii", true)
                .build();
        assertThat(Needs.of(ModuleShapes.of(module)))
                .extracting(need -> need.power() + " " + need.grant())
                .containsExactly("streams ALWAYS", "environment ON_REQUEST", "files ON_REQUEST", "network NEVER");
    }

    @Test
    void namesAreShownBoundedAndStorable() {
        assertThat(ShownName.of("a\0b")).isEqualTo("a\uFFFDb");
        assertThat(ShownName.of("x".repeat(1000))).hasSize(257).endsWith("…");
        String cutInside = "x".repeat(255) + "😀😀";
        assertThat(ShownName.of(cutInside)).isEqualTo("x".repeat(255) + "…");
    }

    @Test
    void moreThanAnyHonestBinaryDeclaresIsRefused() {
        ModuleBytes many = new ModuleBytes();
        for (int i = 0; i < 10_001; i++) {
            many.wasi("f", "", false);
        }
        assertMalformed(many.build(), "more than 10000 imports");
        byte[][] empty = new byte[10_002][];
        Arrays.fill(empty, ModuleBytes.custom("", new byte[0]));
        assertMalformed(
                ModuleBytes.joined(ModuleBytes.bytes(0, 'a', 's', 'm', 1, 0, 0, 0), ModuleBytes.joined(empty)),
                "more than 10000 sections");
        ModuleBytes longNames = new ModuleBytes();
        for (int i = 0; i < 100; i++) {
            longNames.wasi("n".repeat(99_000), "", false);
        }
        assertMalformed(longNames.build(), "characters in names");
    }

    @Test
    void noBytesOfAComponentCauseAnotherException() {
        byte[] seed = new ComponentBytes().component(command()).build();
        Random random = new Random(20251122);
        int whole = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] component = seed.clone();
            for (int changes = random.nextInt(3) + 1; changes > 0; changes--) {
                component[random.nextInt(component.length)] = (byte) random.nextInt(256);
            }
            byte[] cut =
                    random.nextInt(4) == 0 ? Arrays.copyOf(component, random.nextInt(component.length)) : component;
            try {
                ModuleShape shape = ModuleShapes.of(cut);
                assertThat(WitWorld.of(shape)).startsWith("world root {");
                assertThat(Needs.of(shape)).hasSizeLessThanOrEqualTo(9);
                whole++;
            } catch (MalformedModule e) {
                assertThat(e).hasMessageContaining("at byte");
            }
        }
        assertThat(whole).as("mutations that are still components").isBetween(MUTATIONS / 20, MUTATIONS);
    }

    private static void assertMalformed(byte[] bytes, String message) {
        assertThatExceptionOfType(MalformedModule.class)
                .isThrownBy(() -> ModuleShapes.of(bytes))
                .withMessageContaining(message)
                .withMessageContaining("at byte ");
    }
}
