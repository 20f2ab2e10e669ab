package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the QEMU guest agent of one machine ("QEMU Guest Agent Protocol Reference"). Its answers are a guest's: they may never
 * come, be no JSON or lie. libvirt gives up at the deadline and takes no more than 10 MiB for one answer; what is said here
 * decides nothing outside of the machine.
 */
final class GuestAgent {
    /** The name of the channel that agents listen on. */
    static final String CHANNEL = "org.qemu.guest_agent.0";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Line line;

    GuestAgent(Line line) {
        this.line = line;
    }

    /** One request and its answer. */
    @FunctionalInterface
    interface Line {
        /**
         * Asks and waits.
         *
         * @throws DriverException when there is no answer until then, or it is an error
         */
        String ask(String request, Duration atMost);
    }

    /** What a command returned. */
    JsonNode ask(String command, Map<String, ?> arguments, Duration atMost) {
        String request = JSON.writeValueAsString(
                arguments.isEmpty() ? Map.of("execute", command) : Map.of("execute", command, "arguments", arguments));
        String answer = line.ask(request, atMost);
        try {
            JsonNode returned = JSON.readTree(answer).path("return");
            if (!returned.isMissingNode()) {
                return returned;
            }
        } catch (JacksonException notJson) {
            throw nonsense(command, notJson);
        }
        throw nonsense(command, null);
    }

    /** An answer that no agent would give. */
    static DriverException nonsense(String command, @org.jspecify.annotations.Nullable Throwable cause) {
        return new DriverException(
                DriverErrorCode.BACKEND_REFUSED, "the guest agent gave an answer that is none", "to " + command, cause);
    }
}
