package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** libvirtd stops and starts while a VM runs, or hangs: its state is unknown meanwhile, and the VM does not notice. */
@Tag("backend")
class LibvirtAwayIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @SuppressWarnings("NullAway.Init")
    private OwnLibvirt libvirt;

    @SuppressWarnings("NullAway.Init")
    private Service service;

    @BeforeEach
    void startALibvirtdAndAService() {
        libvirt = OwnLibvirt.start();
        service = Service.start(Map.of(
                "TRIPTYCH_VM_URI",
                libvirt.uri(),
                "TRIPTYCH_VM_CALLTIMEOUT",
                "15s",
                "TRIPTYCH_RECONCILE_SWEEPEVERY",
                "1s"));
        Workloads.uploadSamples(service.admin());
        Counters.upload(service.admin());
    }

    @AfterEach
    void endBoth() {
        libvirt.startAgain();
        try {
            if (service != null) {
                service.close();
            }
        } finally {
            libvirt.close();
        }
    }

    @Test
    void aVmGoesOnCountingWhileLibvirtdIsAway() {
        Http http = service.admin();
        Workloads.launch(http, Counters.counter("vm", "kept"));
        Workloads.launch(http, Counters.counter("wasm", "neighbour"));
        Counters.awaitBeyond(http, "kept", 3);
        List<String> before = libvirt.identities();
        assertThat(before).hasSize(1);

        libvirt.stop();
        Await.level(
                "nobody knows", PATIENCE, () -> Workloads.state(http, "kept").equals("unknown"));
        assertThat(Told.reason(http, "kept")).isNotBlank();
        http.post(Workloads.PATH, Workloads.job("vm", "waiting", "greeter")).expect(201);
        Workloads.run(http, Workloads.job("wasm", "meanwhile", "greeter"));
        libvirt.startAgain();
        Await.level(
                "it is found again",
                PATIENCE,
                () -> Workloads.state(http, "kept").equals("ready"));

        Await.level(
                "what waited has run",
                PATIENCE,
                () -> Workloads.state(http, "waiting").equals("succeeded"));
        assertThat(libvirt.identities()).as("domains and their processes").isEqualTo(before);
        Counters.awaitBeyond(http, "kept", Counters.last(http, "kept") + 5);
        Counters.assertWhole(http, "kept");
        assertThat(Told.states(http, "kept")).doesNotContain("failed", "lost", "stopped");
        assertThat(Told.runs(http, "kept")).isOne();
        assertThat(Told.runs(http, "waiting")).isOne();
        assertThat(Told.states(http, "neighbour")).doesNotContain("unknown", "failed", "lost");
        Counters.assertWhole(http, "neighbour");
    }

    @Test
    void aLibvirtdThatHangsHoldsUpNothingElse() {
        Http http = service.admin();
        Workloads.launch(http, Counters.counter("vm", "kept"));
        Workloads.launch(http, Counters.counter("wasm", "neighbour"));
        Counters.awaitBeyond(http, "kept", 3);
        List<String> before = libvirt.identities();

        libvirt.freeze();
        Await.level(
                "nobody knows", PATIENCE, () -> Workloads.state(http, "kept").equals("unknown"));
        assertThat(Told.reason(http, "kept")).isNotBlank();
        Workloads.run(http, Workloads.job("wasm", "meanwhile", "greeter"));
        http.get("/api/v1/host").expect(200);
        libvirt.thaw();
        Await.level(
                "it is found again",
                PATIENCE,
                () -> Workloads.state(http, "kept").equals("ready"));

        assertThat(libvirt.identities()).as("domains and their processes").isEqualTo(before);
        Counters.awaitBeyond(http, "kept", Counters.last(http, "kept") + 5);
        Counters.assertWhole(http, "kept");
        assertThat(Told.states(http, "kept")).doesNotContain("failed", "lost", "stopped");
        assertThat(Told.runs(http, "kept")).isOne();
        assertThat(Told.states(http, "neighbour")).doesNotContain("unknown", "failed", "lost");
        Counters.assertWhole(http, "neighbour");
    }
}
