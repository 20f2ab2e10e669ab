package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What Spring itself refuses, in the words of this API. */
final class FrameworkRefusals {
    private FrameworkRefusals() {}

    /** A refusal, ready to be answered. */
    record Refusal(
            ErrorCode code,
            String detail,
            List<Violation> violations,
            @Nullable HttpHeaders headers) {
        Refusal(ErrorCode code, String detail) {
            this(code, detail, List.of(), null);
        }
    }

    /** The refusal behind an exception; null when it is a failure of ours. */
    static @Nullable Refusal refusal(Exception exception) {
        return switch (exception) {
            case HttpRequestMethodNotSupportedException method -> methodNotAllowed(method);
            case HttpMediaTypeNotSupportedException type ->
                new Refusal(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "This route reads " + listed(type.getSupportedMediaTypes())
                                + "; set the Content-Type header to it.");
            case HttpMediaTypeNotAcceptableException type ->
                new Refusal(
                        ErrorCode.NOT_ACCEPTABLE,
                        "This route answers " + listed(type.getSupportedMediaTypes())
                                + "; the Accept header allows none of it.");
            case NoResourceFoundException ignored -> routeNotFound();
            case NoHandlerFoundException ignored -> routeNotFound();
            case HttpMessageNotReadableException ignored ->
                new Refusal(ErrorCode.MALFORMED_BODY, "This call needs a body, and there is none.");
            case MethodArgumentTypeMismatchException mismatch -> typeMismatch(mismatch);
            case RequestRejectedException ignored ->
                new Refusal(
                        ErrorCode.VALIDATION_FAILED,
                        "A parameter or a header holds a control character. Leave it out.");
            case MissingRequestValueException missing ->
                new Refusal(ErrorCode.VALIDATION_FAILED, missing.getBody().getDetail() + ".");
            default -> null;
        };
    }

    private static Refusal methodNotAllowed(HttpRequestMethodNotSupportedException method) {
        HttpHeaders headers = new HttpHeaders();
        if (method.getSupportedHttpMethods() != null) {
            headers.setAllow(method.getSupportedHttpMethods());
        }
        return new Refusal(
                ErrorCode.METHOD_NOT_ALLOWED,
                "This route answers " + names(headers) + ", not " + method.getMethod() + ".",
                List.of(),
                headers);
    }

    private static Refusal routeNotFound() {
        return new Refusal(
                ErrorCode.ROUTE_NOT_FOUND,
                "There is no such route. The specification at /api/v1/openapi.yaml lists them all.");
    }

    private static Refusal typeMismatch(MethodArgumentTypeMismatchException mismatch) {
        String message = "\"" + Shown.text(String.valueOf(mismatch.getValue())) + "\" is not " + expected(mismatch);
        RequestHeader header = mismatch.getParameter().getParameterAnnotation(RequestHeader.class);
        String name = header == null ? mismatch.getName() : header.value();
        return new Refusal(
                ErrorCode.VALIDATION_FAILED, name + ": " + message + ".", List.of(new Violation(name, message)), null);
    }

    private static String expected(TypeMismatchException mismatch) {
        Class<?> type = mismatch.getRequiredType();
        if (type == null) {
            return "what is expected";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return Number.class.isAssignableFrom(type) ? "a whole number" : "what is expected";
    }

    private static String names(HttpHeaders headers) {
        return headers.getAllow().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
    }

    private static String listed(List<?> types) {
        return types.stream().map(String::valueOf).collect(Collectors.joining(" or "));
    }
}
