package dev.triptych.driver.wasm.engine;

import dev.triptych.driver.wasm.wasi.WasiGuest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a small program that we know, to see that an engine works on this machine. It also loads what a first guest would
 * otherwise wait for, and in particular before any guest can exhaust its stack: a class that fails to initialise then
 * stays broken for all that follow.
 */
public final class Rehearsal {
    /**
     * A module that asks for its arguments, environment, the state of descriptors 1 and 3, the time and its input, grows
     * its memory by a page, counts to 1000, writes "ready" and exits with 0.
     */
    private static final String MODULE = """
            0061736d0100000001430b60027f7f017f60027f7f017f60027f7f017f60027f7f017f60027f7f017f60027f7f017f60
            037f7e7f017f60047f7f7f7f017f60047f7f7f7f017f60017f0060000002f8020a16776173695f736e617073686f745f
            70726576696577310e617267735f73697a65735f676574000016776173695f736e617073686f745f7072657669657731
            08617267735f676574000116776173695f736e617073686f745f707265766965773111656e7669726f6e5f73697a6573
            5f676574000216776173695f736e617073686f745f70726576696577310b656e7669726f6e5f67657400031677617369
            5f736e617073686f745f70726576696577310d66645f6664737461745f676574000416776173695f736e617073686f74
            5f70726576696577310e66645f707265737461745f676574000516776173695f736e617073686f745f70726576696577
            310e636c6f636b5f74696d655f676574000616776173695f736e617073686f745f70726576696577310766645f726561
            64000716776173695f736e617073686f745f70726576696577310866645f7772697465000816776173695f736e617073
            686f745f70726576696577310970726f635f6578697400090302010a0503010001071302066d656d6f72790200065f73
            74617274000a0a8e01018b0101017f4100410410001a41800241800410011a4100410410021a41800241800410031a41
            0141800210041a410341800210051a4101420041800210061a4110418004360200411441103602004100411041014120
            10071a410140001a0340200041016a220041e807480d000b411041c00036020041144105360200410141104101412010
            081a410010090b0b0c010041c0000b057265616479
            """;

    private static final String SAYS = "ready";
    private static final long MEMORY = 1024 * 1024;
    private static final int ROUNDS = 20;

    private Rehearsal() {}

    /** Compiles and runs the program some times; answers what went wrong, empty when all went well. */
    public static Optional<String> of(Engine engine, Clock clock) {
        byte[] module = HexFormat.of().parseHex(MODULE.replaceAll("\\s", ""));
        CompiledModule compiled = engine.load(module, engine.compile(module));
        for (int round = 0; round < ROUNDS; round++) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            Outcome outcome = engine.prepare(compiled, guest(output, clock)).run();
            String said = output.toString(StandardCharsets.UTF_8);
            if (!outcome.equals(new Outcome.Exited(0)) || !said.equals(SAYS)) {
                return Optional.of("its rehearsal wrote \"%s\" and ended with %s".formatted(said, outcome));
            }
        }
        return Optional.empty();
    }

    private static Guest guest(ByteArrayOutputStream output, Clock clock) {
        return new Guest(
                new WasiGuest(
                        List.of("rehearsal"),
                        Map.of("NAME", "value"),
                        new ByteArrayInputStream(SAYS.getBytes(StandardCharsets.UTF_8)),
                        output::writeBytes,
                        output::writeBytes,
                        List.of(),
                        8,
                        clock),
                new Guest.Limits(MEMORY, 100));
    }
}
