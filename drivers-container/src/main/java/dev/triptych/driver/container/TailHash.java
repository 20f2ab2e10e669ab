package dev.triptych.driver.container;

/** A rolling hash of the last {@value #WINDOW} bytes of a stream: equal for two streams that end alike. */
final class TailHash {
    static final int WINDOW = 512;
    private static final long BASE = 0x9E3779B97F4A7C15L;
    private static final long BASE_OF_OLDEST = power(WINDOW);

    private final byte[] ring = new byte[WINDOW];
    private long count;
    private long value;

    private static long power(int exponent) {
        long result = 1;
        for (int i = 0; i < exponent; i++) {
            result *= BASE;
        }
        return result;
    }

    void update(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            update(bytes[i]);
        }
    }

    void update(byte next) {
        int at = (int) (count % WINDOW);
        long leaving = count < WINDOW ? 0 : weight(ring[at]) * BASE_OF_OLDEST;
        value = value * BASE + weight(next) - leaving;
        ring[at] = next;
        count++;
    }

    /** Never 0, so that a stream of zeros does not look like an empty one. */
    private static long weight(byte value) {
        return Byte.toUnsignedLong(value) + 1;
    }

    long count() {
        return count;
    }

    long value() {
        return value;
    }
}
