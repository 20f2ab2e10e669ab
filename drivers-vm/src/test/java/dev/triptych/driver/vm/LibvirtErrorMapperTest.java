package dev.triptych.driver.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libvirt.Error.ErrorNumber;

class LibvirtErrorMapperTest {
    @ParameterizedTest
    @CsvSource({
        "VIR_ERR_NO_CONNECT, anything, BACKEND_UNAVAILABLE",
        "VIR_ERR_RPC, anything, BACKEND_UNAVAILABLE",
        "VIR_ERR_INTERNAL_ERROR, client socket is closed, BACKEND_UNAVAILABLE",
        "VIR_ERR_SYSTEM_ERROR, Failed to connect socket to '/x': No such file or directory, BACKEND_UNAVAILABLE",
        "VIR_ERR_OPERATION_TIMEOUT, cannot acquire state change lock, BACKEND_TIMEOUT",
        "VIR_ERR_NO_DOMAIN, Domain not found, WORKLOAD_ABSENT",
        "VIR_ERR_SYSTEM_ERROR, write: No space left on device, STORAGE_FULL",
        "VIR_ERR_INTERNAL_ERROR, cannot set up guest memory: Cannot allocate memory, CAPACITY_EXCEEDED",
        "VIR_ERR_XML_ERROR, malformed, BACKEND_REFUSED",
        "VIR_ERR_OPERATION_INVALID, domain is already running, BACKEND_REFUSED"
    })
    void eachRefusalHasItsCode(ErrorNumber number, String message, DriverErrorCode expected) {
        DriverException mapped =
                LibvirtErrorMapper.map("start a machine", number, message, new IllegalStateException());

        assertThat(mapped.code()).isEqualTo(expected);
        assertThat(mapped.safeMessage()).isNotBlank().doesNotContain("/x");
        assertThat(mapped.internalDetail()).isEqualTo(message);
    }
}
