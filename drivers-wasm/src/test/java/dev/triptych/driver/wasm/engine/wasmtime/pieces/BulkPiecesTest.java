package dev.triptych.driver.wasm.engine.wasmtime.pieces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triptych.driver.wasm.GuestPrograms;
import dev.triptych.driver.wasm.ModuleBytes;
import dev.triptych.driver.wasm.TrapPrograms;
import dev.triptych.driver.wasm.inspection.MalformedModule;
import dev.triptych.driver.wasm.inspection.ModuleShapes;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.Parser;

/** A module in pieces does what it did: run by an interpreter, with pieces of a few bytes. */
class BulkPiecesTest {
    private static final int PIECE = 16;
    private static final int PAGE = 64 * 1024;
    private static final int SEGMENT_BYTES = 200;
    private static final int LOCAL_GET = 0x20;
    private static final int BULK = 0xfc;
    private static final String[] FUNCTIONS = {"fill", "copy", "init", "small"};

    /** Functions that hand their operands to one bulk instruction each, and one that drops the data. */
    private static byte[] module() {
        byte[] data = new byte[SEGMENT_BYTES];
        new Random(1).nextBytes(data);
        return new ModuleBytes()
                .memory(1, 1)
                .passiveData(data)
                .passiveData(Arrays.copyOf(data, PIECE))
                .taking(3, "fill", operands(BULK, 11, 0))
                .taking(3, "copy", operands(BULK, 10, 0, 0))
                .taking(3, "init", operands(BULK, 8, 0, 0))
                .taking(3, "small", operands(BULK, 8, 1, 0))
                .function("drop", 0, BULK, 9, 0)
                .build();
    }

    private static int[] operands(int... instruction) {
        return IntStream.concat(IntStream.of(LOCAL_GET, 0, LOCAL_GET, 1, LOCAL_GET, 2), IntStream.of(instruction))
                .toArray();
    }

    /** Two instances, of the module as it was and of the one in pieces, that are given the same calls. */
    private static final class Pair {
        private final Instance whole = instance(module());
        private final Instance pieces = instance(BulkPieces.bounded(module(), PIECE));

        Pair() {
            byte[] content = new byte[PAGE];
            new Random(2).nextBytes(content);
            whole.memory().write(0, content);
            pieces.memory().write(0, content);
        }

        private static Instance instance(byte[] module) {
            return Instance.builder(Parser.parse(module)).build();
        }

        /** What both answer: empty, or the words of the trap. */
        String call(String function, long... operands) {
            String expected = answer(whole, function, operands);
            assertThat(answer(pieces, function, operands))
                    .as("%s%s", function, Arrays.toString(operands))
                    .isEqualTo(expected);
            assertThat(Arrays.equals(
                            whole.memory().readBytes(0, PAGE), pieces.memory().readBytes(0, PAGE)))
                    .as("memory after %s%s", function, Arrays.toString(operands))
                    .isTrue();
            return expected;
        }

        private static String answer(Instance instance, String function, long... operands) {
            try {
                instance.export(function).apply(operands);
                return "";
            } catch (WasmRuntimeException e) {
                return String.valueOf(e.getMessage()).split(":", 2)[0];
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fill", "copy", "init", "small"})
    void randomRangesDoTheSame(String function) {
        Pair pair = new Pair();
        Random random = new Random(3);
        int trapped = 0;
        int most = function.equals("small") ? 2 * PIECE : 2 * SEGMENT_BYTES;
        for (int i = 0; i < 2000; i++) {
            int to = random.nextInt(1000) + (random.nextInt(4) == 0 ? PAGE - 500 : 0);
            int from = function.equals("copy") ? to + random.nextInt(-100, 100) : random.nextInt(most / 2);
            trapped += pair.call(function, to, from, random.nextInt(most)).isEmpty() ? 0 : 1;
        }
        assertThat(trapped).isBetween(50, 1990);
    }

    @Test
    void theEdgesOfAPieceOfMemoryAndOfDataDoTheSame() {
        Pair pair = new Pair();
        int[] counts = {0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1, SEGMENT_BYTES, SEGMENT_BYTES + 1};
        for (String function : FUNCTIONS) {
            for (int count : counts) {
                for (int to : new int[] {0, 1, PAGE - count, PAGE - count + 1, PAGE, -1}) {
                    for (int from : new int[] {0, 1, SEGMENT_BYTES - count, PAGE - count, -16}) {
                        pair.call(function, to, from, count);
                    }
                }
            }
            assertThat(pair.call(function, 0, 0, -1)).contains("out of bounds");
            assertThat(pair.call(function, -1, -1, -1)).contains("out of bounds");
        }
    }

    @Test
    void dataThatWasDroppedIsNotPlaced() {
        Pair pair = new Pair();
        assertThat(pair.call("init", 0, 0, SEGMENT_BYTES)).isEmpty();
        pair.call("drop");
        assertThat(pair.call("init", 1, 0, SEGMENT_BYTES)).contains("out of bounds");
        assertThat(pair.call("init", 1, 0, 1)).contains("out of bounds");
        assertThat(pair.call("init", 1, 0, 0)).isEmpty();
    }

    @Test
    void whatHasNothingToSplitStaysTheSameBytes() {
        byte[] module = GuestPrograms.endlessLoop();
        assertThat(BulkPieces.bounded(module)).isSameAs(module);
    }

    @Test
    void dataThatFitsIntoAPieceIsPlacedAtOnce() {
        byte[] usual = BulkPieces.bounded(module());
        byte[] small = BulkPieces.bounded(module(), PIECE);
        assertThat(small.length - usual.length).isGreaterThan(PIECE);
    }

    @Test
    void customSectionsOfAModuleThatIsRewrittenGo() {
        byte[] module = ModuleBytes.joined(module(), ModuleBytes.custom("metadata.code.branch_hint", new byte[] {0}));
        assertThat(ModuleShapes.of(BulkPieces.bounded(module)).sections())
                .noneMatch(section -> section.name().startsWith("custom"));
    }

    @Test
    void modulesInsideComponentsAreSplitToo() {
        byte[] component = component(component(module()));
        byte[] split = BulkPieces.bounded(component, PIECE);
        assertThat(split).isEqualTo(component(component(BulkPieces.bounded(module(), PIECE))));
        byte[] without = component(GuestPrograms.exit(0));
        assertThat(BulkPieces.bounded(without)).isSameAs(without);
    }

    /** A component with one part. */
    private static byte[] component(byte[] part) {
        int id = part[6] == 0 ? 1 : 4;
        return ModuleBytes.joined(
                ModuleBytes.bytes(0, 'a', 's', 'm', 0x0d, 0, 1, 0),
                ModuleBytes.bytes(id),
                ModuleBytes.leb(part.length),
                part);
    }

    /** Every byte of a module changed in turn, and every length it may be cut to: an answer, or a refusal, and in no time. */
    @Test
    void whateverTheBytesNothingButARefusalComesOut() {
        Stream.concat(Stream.of(module()), TrapPrograms.byWord().values().stream())
                .forEach(module -> {
                    for (int at = 8; at < module.length; at++) {
                        for (int value : new int[] {0, 0x7f, 0x80, 0xff, 0xfc, 0xfd}) {
                            byte[] broken = module.clone();
                            broken[at] = (byte) value;
                            splitOrRefuse(broken);
                        }
                        splitOrRefuse(Arrays.copyOf(module, at));
                    }
                });
    }

    private static void splitOrRefuse(byte[] broken) {
        try {
            assertThat(BulkPieces.bounded(broken, PIECE)).isNotNull();
        } catch (MalformedModule e) {
            assertThat(e).hasMessageContaining("at byte");
        }
    }

    @Test
    void anInstructionThatIsNotKnownIsToldWithItsPlace() {
        byte[] module = new ModuleBytes().memory(1, 1).start(0, 0xfb, 0x00).build();
        assertThatExceptionOfType(MalformedModule.class)
                .isThrownBy(() -> BulkPieces.bounded(module))
                .withMessageContaining("0xfb");
    }
}
