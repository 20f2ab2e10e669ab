package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException;
import dev.triptych.controlplane.platform.TriptychException.Conflict;
import dev.triptych.controlplane.platform.TriptychException.InvalidRequest;
import dev.triptych.controlplane.platform.TriptychException.LimitReached;
import dev.triptych.controlplane.platform.TriptychException.NotFound;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.spi.DriverException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a driver's refusal is called on the API. What only the log may hold goes there. */
public final class DriverFailures {
    private static final Logger LOG = LoggerFactory.getLogger(DriverFailures.class);

    private DriverFailures() {}

    public static TriptychException toApi(DriverException failure) {
        log(failure);
        String message = failure.safeMessage();
        return switch (failure.code()) {
            case INVALID_SPEC -> new InvalidRequest(ErrorCode.VALIDATION_FAILED, message, List.of());
            case NOT_SUPPORTED -> new Unprocessable(ErrorCode.NOT_SUPPORTED, message);
            case SOURCE_MISMATCH -> new Unprocessable(ErrorCode.SOURCE_MISMATCH, message);
            case SOURCE_NOT_FOUND -> new Unprocessable(ErrorCode.SOURCE_NOT_FOUND, message);
            case SOURCE_INVALID -> new Unprocessable(ErrorCode.SOURCE_INVALID, message);
            case REGISTRY_REFUSED -> new Unprocessable(ErrorCode.REGISTRY_REFUSED, message);
            case IMPORTS_NOT_GRANTED -> new Unprocessable(ErrorCode.IMPORTS_NOT_GRANTED, message);
            case PORT_TAKEN -> new Conflict(ErrorCode.PORT_TAKEN, message);
            case WORKLOAD_ABSENT, WORKLOAD_NOT_RUNNING -> new Conflict(ErrorCode.ACTION_NOT_POSSIBLE, message);
            case FILE_NOT_FOUND -> new NotFound(ErrorCode.FILE_NOT_FOUND, message);
            case CAPACITY_EXCEEDED -> new Conflict(ErrorCode.CAPACITY_EXCEEDED, message);
            case STORAGE_FULL -> new LimitReached(ErrorCode.STORAGE_FULL, message);
            case BACKEND_UNAVAILABLE, INTERRUPTED -> new Unavailable(ErrorCode.DRIVER_UNAVAILABLE, message, failure);
            case BACKEND_TIMEOUT -> new Unavailable(ErrorCode.BACKEND_TIMEOUT, message, failure);
            case REGISTRY_UNREACHABLE -> new Unavailable(ErrorCode.REGISTRY_UNREACHABLE, message, failure);
            case BACKEND_REFUSED -> new Unavailable(ErrorCode.BACKEND_REFUSED, message, failure);
            case DEFECT -> new Unavailable(ErrorCode.INTERNAL_ERROR, message, failure);
        };
    }

    /** Puts what happened, with all that the user is not told, into the log. */
    public static void log(DriverException failure) {
        switch (failure.code().category()) {
            case CALLER, CAPACITY -> LOG.debug("{}: {}", failure.code(), failure.internalDetail(), failure);
            case BACKEND -> LOG.warn("{}: {} {}", failure.code(), failure.safeMessage(), failure.internalDetail());
            case DEFECT -> LOG.error("{}: {}", failure.code(), failure.internalDetail(), failure);
        }
    }
}
