package dev.triptych.gateway.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came back.
 *
 * @param status 0 when nothing came
 * @param body the beginning of it when it is not whole
 * @param whole false when there was more than was to be read
 * @param failure why there is no answer, fit to be shown; null when there is one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CapturedAnswer(
        int status,
        List<Field> headers,
        byte[] body,
        boolean whole,
        @Nullable String failure) {
    public CapturedAnswer {
        headers = List.copyOf(headers);
    }

    /** No answer. */
    public static CapturedAnswer failed(String why) {
        return new CapturedAnswer(0, List.of(), new byte[0], false, why);
    }

    @Override
    public String toString() {
        return status + ", " + body.length + " bytes"; // the rest may be confidential
    }
}
