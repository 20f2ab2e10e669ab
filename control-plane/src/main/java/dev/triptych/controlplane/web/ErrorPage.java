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
        return code == 404
                ? Problems.answer(ErrorCode.ROUTE_NOT_FOUND, "There is no such route.", List.of(), null, request)
                : Problems.answer(
                        ErrorCode.VALIDATION_FAILED, "The request cannot be understood.", List.of(), null, request);
    }
}
