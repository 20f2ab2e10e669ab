package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EngineErrorMapperTest {

    private static Throwable answer(int status, String message) {
        String body = "{\"message\":\"" + message + "\"}";
        return switch (status) {
            case 400 -> new BadRequestException(body);
            case 404 -> new NotFoundException(body);
            case 500 -> new InternalServerErrorException(body);
            default -> new DockerException(body, status);
        };
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(answer(404, "No such container: abc"), DriverErrorCode.WORKLOAD_ABSENT),
                Arguments.of(answer(404, "No such image: abc:1"), DriverErrorCode.SOURCE_NOT_FOUND),
                Arguments.of(answer(400, "something is wrong"), DriverErrorCode.INVALID_SPEC),
                Arguments.of(answer(409, "Container abc is not running"), DriverErrorCode.WORKLOAD_NOT_RUNNING),
                Arguments.of(answer(409, "in conflict"), DriverErrorCode.BACKEND_REFUSED),
                Arguments.of(answer(500, "in trouble"), DriverErrorCode.BACKEND_REFUSED),
                Arguments.of(
                        answer(500, "Bind for 127.0.0.1:80 failed: port is already allocated"),
                        DriverErrorCode.PORT_TAKEN),
                Arguments.of(
                        answer(500, "listen tcp4 127.0.0.1:80: bind: address already in use"),
                        DriverErrorCode.PORT_TAKEN),
                Arguments.of(answer(500, "write /x: no space left on device"), DriverErrorCode.STORAGE_FULL),
                Arguments.of(answer(500, "fork/exec: cannot allocate memory"), DriverErrorCode.CAPACITY_EXCEEDED),
                Arguments.of(answer(400, "bind source path does not exist: /v/x"), DriverErrorCode.INVALID_SPEC),
                Arguments.of(
                        new RuntimeException(new ConnectException("Connection refused")),
                        DriverErrorCode.BACKEND_UNAVAILABLE),
                Arguments.of(
                        new RuntimeException(new SocketException("Permission denied")),
                        DriverErrorCode.BACKEND_UNAVAILABLE),
                Arguments.of(new IllegalStateException("a bug"), DriverErrorCode.DEFECT));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachFailureHasItsCode(Throwable failure, DriverErrorCode code) {
        DriverException mapped = EngineErrorMapper.toDriverException("do it", failure);
        assertThat(mapped.code()).isEqualTo(code);
        assertThat(mapped.safeMessage()).isNotBlank();
        assertThat(mapped.getCause()).isNotNull();
    }

    @Test
    void aTakenPortIsNamed() {
        DriverException mapped = EngineErrorMapper.toDriverException(
                "start", answer(500, "x: Bind for 127.0.0.1:8080 failed: port is already allocated"));
        assertThat(mapped.safeMessage()).startsWith("127.0.0.1:8080 is taken");
    }

    @Test
    void pathsOfTheHostStayInTheInternalDetail() {
        DriverException mapped =
                EngineErrorMapper.toDriverException("start", answer(500, "cannot open /var/lib/docker/secret/x now"));
        assertThat(mapped.safeMessage()).doesNotContain("/var/lib").contains("cannot open … now");
        assertThat(mapped.internalDetail()).contains("/var/lib/docker/secret/x");
    }

    @Test
    void aForbiddenSocketIsExplained() {
        DriverException mapped = EngineErrorMapper.toDriverException("ask", new IOException("Permission denied"));
        assertThat(mapped.safeMessage()).contains("group \"docker\"");
    }

    /** As a registry may say it, whose words the Engine passes on. */
    @Test
    void whatIsSaidAtLengthIsReadAndCutShort() {
        String words = "it's a long \\\"story\\\" ".repeat(100_000);
        String read = EngineErrorMapper.messageOf(new DockerException("{\"message\":\"" + words + "\"}", 500));
        assertThat(read).startsWith("it's a long").hasSizeGreaterThan(1_000_000);
        assertThat(EngineErrorMapper.safe("\u001b[2J\r\nall is well\u0007" + read))
                .startsWith("[2J all is well it's")
                .hasSizeLessThan(400);
    }

    @Test
    void ourOwnExceptionsPassUnchanged() {
        DriverException own = new DriverException(DriverErrorCode.PORT_TAKEN, "taken");
        assertThat(EngineErrorMapper.toDriverException("x", own)).isSameAs(own);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusedStartIsExplained(String error, String expected) {
        assertThat(StartRefusal.explain(error)).contains(expected).doesNotContain("OCI");
    }

    static Stream<Arguments> refusals() {
        String prefix = "OCI runtime create failed: runc create failed: unable to start container process: ";
        return Stream.of(
                Arguments.of(prefix + "exec: \"/x\": stat /x: no such file or directory: unknown", "no program \"/x\""),
                Arguments.of(prefix + "exec: \"x\": executable file not found in $PATH: unknown", "no program \"x\""),
                Arguments.of(prefix + "exec: \"/x\": permission denied: unknown", "may not be executed"),
                Arguments.of(prefix + "exec /x: exec format error: unknown", "\"/x\" is not made for this processor"),
                Arguments.of("unable to find user bob: no matching entries in passwd file", "user \"bob\""),
                Arguments.of(
                        "driver failed: Bind for 127.0.0.1:80 failed: port is already allocated",
                        "127.0.0.1:80 is taken"),
                Arguments.of("first caused: second caused: the real one: unknown", "the real one"));
    }
}
