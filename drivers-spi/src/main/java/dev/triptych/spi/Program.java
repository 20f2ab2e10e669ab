package dev.triptych.spi;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the program is given: arguments (without the program's own name), environment and standard input.
 *
 * @param args where a source has default arguments, an empty list leaves them in force
 * @param env secrets are already resolved here, so this record must never be logged field by field
 * @param secretNames the names in {@code env} whose values are secret; previews and errors show them masked
 * @param stdin the whole standard input, which is then closed; empty means an input that is at its end at once
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record Program(List<String> args, Map<String, String> env, Set<String> secretNames, byte[] stdin) {
    public Program {
        args = List.copyOf(args);
        env = Map.copyOf(env);
        secretNames = Set.copyOf(secretNames);
        stdin = stdin.clone();
    }

    @Override
    public byte[] stdin() {
        return stdin.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Program that
                && args.equals(that.args)
                && env.equals(that.env)
                && secretNames.equals(that.secretNames)
                && Arrays.equals(stdin, that.stdin);
    }

    @Override
    public int hashCode() {
        return Objects.hash(args, env, secretNames, Arrays.hashCode(stdin));
    }

    @Override
    public String toString() {
        return "Program[args=" + args + ", env=" + env.keySet() + " (values hidden), stdin=" + stdin.length + " bytes]";
    }
}
