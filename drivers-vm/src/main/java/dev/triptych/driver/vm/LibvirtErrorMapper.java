package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import java.util.Set;
import org.libvirt.Error;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** Says what libvirt's refusals mean to the caller. */
final class LibvirtErrorMapper {
    private static final Set<ErrorNumber> AWAY = Set.of(
            ErrorNumber.VIR_ERR_NO_CONNECT,
            ErrorNumber.VIR_ERR_INVALID_CONN,
            ErrorNumber.VIR_ERR_RPC,
            ErrorNumber.VIR_ERR_AUTH_FAILED,
            ErrorNumber.VIR_ERR_AUTH_CANCELLED,
            ErrorNumber.VIR_ERR_AUTH_UNAVAILABLE);
    private static final Set<ErrorNumber> TOO_SLOW =
            Set.of(ErrorNumber.VIR_ERR_OPERATION_TIMEOUT, ErrorNumber.VIR_ERR_RESOURCE_BUSY);

    private LibvirtErrorMapper() {}

    static DriverException map(String what, LibvirtException cause) {
        String message = String.valueOf(cause.getMessage());
        return map(what, number(cause), message, cause);
    }

    static DriverException map(String what, ErrorNumber number, String message, Throwable cause) {
        if (AWAY.contains(number) || saysAway(message)) {
            return unavailable(message, cause);
        }
        if (TOO_SLOW.contains(number)) {
            return new DriverException(
                    DriverErrorCode.BACKEND_TIMEOUT, "libvirt was too slow to " + what + "; try again", message, cause);
        }
        if (number == ErrorNumber.VIR_ERR_NO_DOMAIN) {
            return new DriverException(DriverErrorCode.WORKLOAD_ABSENT, "there is no such machine", message, cause);
        }
        if (message.contains("No space left")) {
            return new DriverException(
                    DriverErrorCode.STORAGE_FULL, "the host's storage is full; free some", message, cause);
        }
        if (number == ErrorNumber.VIR_ERR_NO_MEMORY || message.contains("Cannot allocate memory")) {
            return new DriverException(
                    DriverErrorCode.CAPACITY_EXCEEDED,
                    "the host has not enough memory left for this machine",
                    message,
                    cause);
        }
        return new DriverException(
                DriverErrorCode.BACKEND_REFUSED,
                "libvirt refused to " + what + "; the service's log has its words",
                message,
                cause);
    }

    static DriverException unavailable(String detail, Throwable cause) {
        return new DriverException(
                DriverErrorCode.BACKEND_UNAVAILABLE,
                "libvirt cannot be reached; see that libvirtd runs",
                detail,
                cause);
    }

    static boolean isAway(LibvirtException failure) {
        return AWAY.contains(number(failure)) || saysAway(String.valueOf(failure.getMessage()));
    }

    static boolean is(LibvirtException failure, ErrorNumber number) {
        return number(failure) == number;
    }

    private static ErrorNumber number(LibvirtException failure) {
        Error error = failure.getError();
        return error == null || error.getCode() == null ? ErrorNumber.VIR_ERR_UNKNOWN : error.getCode();
    }

    /** The client library reports a lost socket as an internal or a system error. */
    private static boolean saysAway(String message) {
        return message.contains("client socket is closed")
                || message.contains("Failed to connect socket")
                || message.contains("Cannot write data: Broken pipe")
                || message.contains("End of file while reading data")
                || message.contains("Connection reset by peer");
    }
}
