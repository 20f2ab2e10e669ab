package dev.triptych.controlplane.assessment;

/**
 * One reason of a verdict.
 *
 * @param topic what it is about, a stable word such as {@code listening}
 * @param evidence what was seen, with the figures and names
 * @param means what that means for a Wasm module
 * @param forward the cheapest way forward; {@code ""} where there is nothing to do
 */
public record Finding(String topic, String evidence, Means means, String forward) {

    /** What was seen, measured by what a module can do here; the worst is last. */
    public enum Means {
        /** A module has that too. */
        FITS,
        /** A module has it once the program is changed or built anew. */
        REBUILD,
        /** No module has it. */
        STAY
    }
}
