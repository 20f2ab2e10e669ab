package dev.triptych.controlplane.web;

import dev.triptych.controlplane.dispatch.Invocations;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.spi.Figure;
import dev.triptych.spi.Invoking.Invoked;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Calls a program as a function: the body in, its output out, what it cost in the headers. */
@Component
final class InvocationAnswers {
    private static final int MOST_STDERR = 2 * 1024;

    private final Invocations invocations;

    InvocationAnswers(Invocations invocations) {
        this.invocations = invocations;
    }

    ResponseEntity<Resource> answer(String name, @Nullable InputStreamResource body) {
        Invoked invoked = invocations.invoke(name, bytes(body));
        HttpHeaders headers = new HttpHeaders();
        headers.setContentDisposition(
                ContentDisposition.attachment().filename(name + ".out").build());
        headers.set("Content-Security-Policy", Attachments.SANDBOX);
        headers.setCacheControl(CacheControl.noStore());
        headers.set("Triptych-Exit-Code", String.valueOf(invoked.exit().code()));
        headers.set("Triptych-Duration-Nanos", Long.toString(invoked.durationNanos()));
        set(headers, "Triptych-Cpu-Nanos", invoked.cpuTime());
        set(headers, "Triptych-Memory-Peak-Bytes", invoked.memoryPeak());
        String engine = invoked.facts().get("engine");
        if (engine != null) {
            headers.set("Triptych-Engine", engine);
        }
        byte[] stderr = invoked.stderr();
        if (stderr.length > 0) {
            byte[] tail = Arrays.copyOfRange(stderr, Math.max(0, stderr.length - MOST_STDERR), stderr.length);
            headers.set("Triptych-Stderr-Tail", Base64.getEncoder().encodeToString(tail));
        }
        return ResponseEntity.ok()
                .headers(headers)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new ByteArrayResource(invoked.stdout()));
    }

    private static void set(HttpHeaders headers, String name, Figure figure) {
        if (figure.own() != null) {
            headers.set(name, String.valueOf(figure.own()));
        }
    }

    private static byte[] bytes(@Nullable InputStreamResource body) {
        if (body == null) {
            return new byte[0];
        }
        try (InputStream stream = body.getInputStream()) {
            byte[] bytes = stream.readNBytes(Invocations.MOST_BYTES + 1);
            if (bytes.length > Invocations.MOST_BYTES) {
                throw new InvalidRequest(
                        ErrorCode.BODY_TOO_LARGE, "The body of an invocation may have at most 8 MiB.", List.of());
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the body of an invocation could not be read", e);
        }
    }
}
