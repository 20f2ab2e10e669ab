package dev.triptych.controlplane.web;

import dev.triptych.api.model.Problem;
import dev.triptych.controlplane.platform.ErrorCode;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what failed outside of any route, so that this too is a problem document. */
@RestController
final class ErrorPage implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<Problem> error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int code = status instanceof Integer known ? known : 404;
        if (code >= 500) {
            return Problems.answer(
                    ErrorCode.INTERNAL_ERROR,
                    "Something failed that should not. The service's log has the details under the correlation id.",
                    List.of(),
                    null,
                    request);
        }
        return switch (code) {
            case 404 -> refusal(ErrorCode.ROUTE_NOT_FOUND, "There is no such route.", request);
            case 405 ->
                refusal(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "This service does not serve that method; use one that the Allow header names.",
                        request);
            default -> refusal(ErrorCode.VALIDATION_FAILED, "The request cannot be understood.", request);
        };
    }

    private static ResponseEntity<Problem> refusal(ErrorCode code, String detail, HttpServletRequest request) {
        return Problems.answer(code, detail, List.of(), null, request);
    }
}
