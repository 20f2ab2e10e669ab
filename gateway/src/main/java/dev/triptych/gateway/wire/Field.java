package dev.triptych.gateway.wire;

/** A header field of a message, its name as it came. What it holds is shown nowhere by itself. */
public record Field(String name, String value) {
    @Override
    public String toString() {
        return name;
    }
}
