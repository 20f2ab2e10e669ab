package dev.triptych.controlplane.web;

import dev.triptych.api.model.Problem;
import dev.triptych.controlplane.dispatch.DriverFailures;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.Denied;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.LostRace;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.spi.DriverException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.util.DisconnectedClientHelper;

/** The one place where failures become problem documents (RFC 9457). */
@RestControllerAdvice
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_SECONDS = "5";

    @ExceptionHandler
    ResponseEntity<Problem> refusal(TriptychException refusal, HttpServletRequest request) {
        switch (refusal) {
            case Unavailable unavailable -> LOG.warn("{}", unavailable.code(), unavailable);
            case LimitReached limit -> LOG.info("{}: {}", limit.code(), limit.safeMessage());
            case Conflict ignored -> LOG.debug("refused", refusal);
            case Denied ignored -> LOG.debug("refused", refusal);
            case InvalidRequest ignored -> LOG.debug("refused", refusal);
            case LostRace ignored -> LOG.debug("refused", refusal);
            case NotFound ignored -> LOG.debug("refused", refusal);
            case Unprocessable ignored -> LOG.debug("refused", refusal);
        }
        return answer(refusal.code(), refusal.safeMessage(), refusal.violations(), null, request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> failure(DriverException failure, HttpServletRequest request) {
        return refusal(DriverFailures.toApi(failure), request);
    }

    /** The connection is gone: there is nobody to answer. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException gone) {
        LOG.debug("the client went away", gone);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Problem> other(Exception other, HttpServletRequest request) {
        if (DisconnectedClientHelper.isClientDisconnectedException(other)) {
            LOG.debug("the client went away", other);
            return null;
        }
        FrameworkRefusals.Refusal refusal = FrameworkRefusals.refusal(other);
        if (refusal == null) {
            refusal = DatabaseRefusals.refusal(other);
        }
        if (refusal != null) {
            return answer(refusal.code(), refusal.detail(), refusal.violations(), refusal.headers(), request);
        }
        LOG.error("not foreseen", other);
        return answer(
                ErrorCode.INTERNAL_ERROR,
                "Something failed that should not. The service's log has the details under the correlation id.",
                List.of(),
                null,
                request);
    }

    static ResponseEntity<Problem> answer(
            ErrorCode code,
            String detail,
            List<Violation> violations,
            @Nullable HttpHeaders headers,
            HttpServletRequest request) {
        HttpStatus status = ProblemStatus.of(code);
        Problem problem = new Problem(
                        "about:blank",
                        status.getReasonPhrase(),
                        status.value(),
                        dev.triptych.api.model.ErrorCode.valueOf(code.name()),
                        detail,
                        CorrelationFilter.idOf(request))
                .instance(pathOf(request))
                .violations(
                        violations.isEmpty()
                                ? null
                                : violations.stream().map(Problems::shown).toList());
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (headers != null) {
            answer.headers(headers);
        }
        if (status == HttpStatus.UNAUTHORIZED) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        return answer.body(problem);
    }

    /** As it was asked for; an error that the connector tells of is dispatched to another one. */
    private static String pathOf(HttpServletRequest request) {
        Object asked = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        return asked instanceof String path ? path : request.getRequestURI();
    }

    private static dev.triptych.api.model.Violation shown(Violation violation) {
        return new dev.triptych.api.model.Violation(violation.field(), violation.message());
    }
}
