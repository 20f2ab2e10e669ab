package dev.triptych.spi;

/**
 * How a workload is reached by its peers, and what it may reach.
 *
 * @param shared whether it is reached by name on the network that all kinds share
 * @param egress what it may open connections to
 */
public record Network(boolean shared, Egress egress) {
    /** The backend's own network, from which everything can be reached. */
    public static final Network DEFAULT = new Network(false, Egress.ALL);

    /** What a workload may open connections to. */
    public enum Egress {
        /** Nothing. */
        NONE,
        /** Its peers on the shared network. */
        LOCAL,
        /** Everything that the host reaches. */
        ALL
    }

    /**
     * Whether it has an address on the shared network that is known before it starts: so that names and rules are there
     * before its program is.
     */
    public boolean onSharedNetwork() {
        return shared || egress != Egress.ALL;
    }
}
