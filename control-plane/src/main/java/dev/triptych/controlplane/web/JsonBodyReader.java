package dev.triptych.controlplane.web;

import dev.triptych.api.value.EnvValue;
import dev.triptych.api.value.Repetitions;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Reads JSON bodies strictly: bounded in size and depth, no unknown field, no field twice, nothing behind the end. Unknown
 * fields are all collected, so that one answer names them all.
 */
final class JsonBodyReader extends AbstractHttpMessageConverter<Object> {
    private static final String MODELS = "dev.triptych.api.model";

    private final ObjectMapper mapper;
    private final int maxBytes;

    JsonBodyReader(ObjectMapper mapper, int maxBytes) {
        super(MediaType.APPLICATION_JSON);
        this.mapper = mapper;
        this.maxBytes = maxBytes;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type.getPackageName().equals(MODELS);
    }

    @Override
    public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected Object readInternal(Class<?> type, HttpInputMessage message) throws IOException {
        byte[] body = bounded(message);
        BodyViolations violations = new BodyViolations();
        Object read = parse(type, body, violations);
        violations.refuseIfAny();
        if (read == null) {
            throw new InvalidRequest(ErrorCode.MALFORMED_BODY, "The body is null; send an object.", List.of());
        }
        return read;
    }

    private @Nullable Object parse(Class<?> type, byte[] body, BodyViolations violations) {
        try {
            return mapper.readerFor(type).withHandler(violations).readValue(body);
        } catch (StreamReadException notJson) {
            throw new InvalidRequest(
                    ErrorCode.MALFORMED_BODY,
                    "The body is not JSON as it should be: " + sentence(notJson) + where(notJson) + ".",
                    List.of());
        } catch (JacksonException e) {
            violations.add(JsonPath.of(e.getPath()), words(e));
            return null;
        }
    }

    private static String words(JacksonException failure) {
        return switch (failure) {
            case InvalidFormatException format -> BodyWords.notOne(format.getTargetType(), format.getValue());
            case MismatchedInputException mismatch
            when mismatch.getTargetType() == EnvValue.class -> "expected text, or {\"secret\": name}";
            case MismatchedInputException mismatch
            when mismatch.getTargetType() == Repetitions.class -> "expected a whole number, or \"auto\"";
            case MismatchedInputException mismatch
            when mismatch.getTargetType() != null -> "expected " + BodyWords.expected(mismatch.getTargetType());
            default -> "is not what is expected here";
        };
    }

    private byte[] bounded(HttpInputMessage message) throws IOException {
        if (message.getHeaders().getContentLength() > maxBytes) {
            throw tooLarge();
        }
        try (InputStream stream = message.getBody()) {
            byte[] body = stream.readNBytes(maxBytes + 1);
            if (body.length > maxBytes) {
                throw tooLarge();
            }
            return body;
        }
    }

    private LimitReached tooLarge() {
        return new LimitReached(
                ErrorCode.BODY_TOO_LARGE,
                "The body is larger than " + maxBytes + " bytes, the most that is read here.");
    }

    /** Jackson's sentence without the note on where its source is. */
    private static String sentence(JacksonException failure) {
        String message = String.valueOf(failure.getOriginalMessage());
        int note = message.indexOf(" (start marker");
        return note < 0 ? message : message.substring(0, note);
    }

    private static String where(JacksonException failure) {
        TokenStreamLocation location = failure.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    @Override
    protected void writeInternal(Object body, HttpOutputMessage message) {
        throw new UnsupportedOperationException("this converter only reads");
    }
}
