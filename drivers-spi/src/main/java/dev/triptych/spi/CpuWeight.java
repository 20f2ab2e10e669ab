package dev.triptych.spi;

/**
 * How much processor time a workload gets beside others of its kind while all of them want more than there is: twice the
 * weight, twice the time. What nobody else wants is not held back.
 *
 * @param value {@value #LEAST} to {@value #MOST}, as {@code cpu.weight} of control groups of version 2; {@value #USUAL} is what
 *     workloads have that ask for none
 */
public record CpuWeight(int value) {
    public static final int LEAST = 1;
    public static final int USUAL = 100;
    public static final int MOST = 10_000;

    private static final int USUAL_SHARES = 1024;
    private static final int LEAST_SHARES = 2;

    public CpuWeight {
        if (value < LEAST || value > MOST) {
            throw new IllegalArgumentException("a weight is " + LEAST + " to " + MOST + ", was " + value);
        }
    }

    /** The same as {@code cpu.shares} of control groups of version 1, where 1024 is usual and less than 2 is not taken. */
    public int shares() {
        return Math.max(LEAST_SHARES, value * USUAL_SHARES / USUAL);
    }
}
