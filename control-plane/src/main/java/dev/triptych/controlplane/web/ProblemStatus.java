package dev.triptych.controlplane.web;

import dev.triptych.controlplane.platform.ErrorCode;
import org.springframework.http.HttpStatus;

/** Which HTTP status each code has. The spec has the same list; a test compares them. */
final class ProblemStatus {
    private ProblemStatus() {}

    static HttpStatus of(ErrorCode code) {
        return switch (code) {
            case MALFORMED_BODY, UNKNOWN_FIELD, VALIDATION_FAILED -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case ROUTE_NOT_FOUND,
                    WORKLOAD_NOT_FOUND,
                    ASSESSMENT_NOT_FOUND,
                    SNAPSHOT_NOT_FOUND,
                    RUN_NOT_FOUND,
                    GENERATION_NOT_FOUND,
                    ARTIFACT_NOT_FOUND,
                    SECRET_NOT_FOUND,
                    VOLUME_NOT_FOUND,
                    TOKEN_NOT_FOUND,
                    ORPHAN_NOT_FOUND,
                    WARNING_NOT_FOUND,
                    COMPARISON_NOT_FOUND,
                    SERVICE_NOT_FOUND,
                    MIGRATION_NOT_FOUND,
                    RECORDING_NOT_FOUND,
                    FILE_NOT_FOUND,
                    PULL_NOT_FOUND -> HttpStatus.NOT_FOUND;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> HttpStatus.NOT_ACCEPTABLE;
            case NAME_TAKEN,
                    PORT_TAKEN,
                    ARTIFACT_IN_USE,
                    SECRET_IN_USE,
                    VOLUME_IN_USE,
                    MIGRATION_UNDER_WAY,
                    ACTION_NOT_POSSIBLE,
                    CONCURRENT_CHANGE,
                    REQUEST_IN_FLIGHT,
                    CAPACITY_EXCEEDED -> HttpStatus.CONFLICT;
            case PRECONDITION_FAILED -> HttpStatus.PRECONDITION_FAILED;
            case BODY_TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case MISDIRECTED_REQUEST -> HttpStatus.MISDIRECTED_REQUEST;
            case NOT_YET_SUPPORTED,
                    NAME_RESERVED,
                    SOURCE_NOT_FOUND,
                    SOURCE_INVALID,
                    ARCHIVE_REFUSED,
                    SOURCE_MISMATCH,
                    REGISTRY_NOT_ALLOWED,
                    REGISTRY_REFUSED,
                    IMPORTS_NOT_GRANTED,
                    BACKEND_NOT_FOUND,
                    NOT_SUPPORTED,
                    IDEMPOTENCY_KEY_REUSED -> HttpStatus.UNPROCESSABLE_CONTENT;
            case UPGRADE_REQUIRED -> HttpStatus.UPGRADE_REQUIRED;
            case PRECONDITION_REQUIRED -> HttpStatus.PRECONDITION_REQUIRED;
            case TOO_MANY_REQUESTS -> HttpStatus.TOO_MANY_REQUESTS;
            case INTERNAL_ERROR -> HttpStatus.INTERNAL_SERVER_ERROR;
            case BACKEND_REFUSED, REGISTRY_UNREACHABLE, INVOCATION_FAILED -> HttpStatus.BAD_GATEWAY;
            case DATABASE_UNAVAILABLE, NOT_LEADING, DRIVER_UNAVAILABLE, GATEWAY_UNAVAILABLE, PULL_INTERRUPTED ->
                HttpStatus.SERVICE_UNAVAILABLE;
            case BACKEND_TIMEOUT, INVOCATION_TIMEOUT, COMMAND_TIMEOUT -> HttpStatus.GATEWAY_TIMEOUT;
            case STORAGE_FULL -> HttpStatus.INSUFFICIENT_STORAGE;
        };
    }
}
