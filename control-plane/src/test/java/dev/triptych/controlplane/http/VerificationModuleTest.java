package dev.triptych.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.controlplane.http.Shop.Mutant;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.service.CandidateAddresses;
import dev.triptych.controlplane.verification.CompareRules;
import dev.triptych.controlplane.verification.Difference;
import dev.triptych.controlplane.verification.GivenRequest;
import dev.triptych.controlplane.verification.Mirror;
import dev.triptych.controlplane.verification.VerificationPlan;
import dev.triptych.controlplane.verification.VerificationResult;
import dev.triptych.controlplane.verification.Verifier;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.spi.WorkloadId;
import dev.triptych.tck.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Replay and mirroring with the real gateway, against programs behind real sockets. */
@HttpModuleTest
class VerificationModuleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final CompareRules RULES = new CompareRules(List.of(), List.of(), List.of("/time"));
    private static final Map<Mutant, String> TOLD = Map.of(
            Mutant.STATUS, "status",
            Mutant.HEADER, "header cache-control",
            Mutant.JSON_VALUE, "json /total",
            Mutant.BODY_LENGTH, "body");

    @LocalServerPort
    private int port;

    @Autowired
    private Home home;

    @Autowired
    private Verifier verifier;

    @Autowired
    private WorkloadQueries workloads;

    @Autowired
    private CandidateAddresses addresses;

    private final String service = Api.uniqueName("shop");
    private final String oldName = Api.uniqueName("old");
    private final String newName = Api.uniqueName("new");
    private Api api;
    private Shop old;

    @BeforeEach
    void open() throws IOException {
        api = new Api(port, home.root());
        old = new Shop(Mutant.NONE);
        old.launchBehind(api, service, oldName);
    }

    @AfterEach
    void close() {
        verifier.endMirror(service);
        old.close();
        api.delete("/services/" + service);
        api.delete("/workloads/" + oldName);
        api.delete("/workloads/" + newName);
    }

    private WorkloadId id(String name) {
        return workloads.named(List.of(name)).getFirst().workload().id();
    }

    private BackendAddress address(String name) {
        return addresses.of(service, id(name)).orElseThrow();
    }

    private static GivenRequest get(String path) {
        return new GivenRequest("GET", path, Map.of(), null);
    }

    private static VerificationPlan plan(boolean unsafe, @Nullable Mirror mirror, GivenRequest... requests) {
        return new VerificationPlan(List.of(requests), false, unsafe, mirror, RULES, 1);
    }

    private int ask(String path) {
        try {
            HttpResponse<String> answer = api.client()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + servicePort() + path))
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.ofString());
            return answer.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int servicePort() {
        return api.get("/services/" + service)
                .json()
                .path("status")
                .path("port")
                .asInt();
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void replayTellsATwinFromEachMutant(Mutant mutant) throws Exception {
        try (Shop candidate = new Shop(mutant)) {
            candidate.launch(api, newName);
            VerificationResult result = verifier.replay(
                    service, plan(false, null, get("/cart"), get("/page")), address(oldName), address(newName));
            judge(mutant, result);
            assertThat(result.compared()).isEqualTo(2);
            assertThat(candidate.seen).allMatch(request -> request.contains(service + ".localhost"));
        }
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void mirroringTellsATwinFromEachMutant(Mutant mutant) throws Exception {
        try (Shop candidate = new Shop(mutant)) {
            candidate.launch(api, newName);
            VerificationPlan plan = plan(false, new Mirror(PATIENCE, 6));
            verifier.mirror(service, id(newName), plan, VerificationResult.NONE);
            VerificationResult result = Eventually.value(
                    "copies are compared",
                    PATIENCE,
                    () -> {
                        verifier.mirror(service, id(newName), plan, VerificationResult.NONE);
                        assertThat(List.of(ask("/cart?who=canary"), ask("/page")))
                                .containsOnly(200);
                        return verifier.mirrored(service);
                    },
                    seen -> seen.compared() == 6);
            judge(mutant, result);
            assertThat(verifier.mirroring(service)).as("its bound is reached").isFalse();
            assertThat(result.toString()).doesNotContain("canary");
        }
    }

    private static void judge(Mutant mutant, VerificationResult result) {
        assertThat(result.incomparable()).as(result.toString()).isZero();
        if (mutant == Mutant.NONE) {
            assertThat(result.differences()).isEmpty();
            assertThat(result.verified(1)).isTrue();
        } else {
            assertThat(result.differences()).extracting(Difference::what).containsOnly(TOLD.get(mutant));
            assertThat(result.verified(1)).isFalse();
        }
    }

    @Test
    void withNothingToCompareNothingIsVerified() throws Exception {
        try (Shop candidate = new Shop(Mutant.NONE)) {
            candidate.launch(api, newName);
            assertThat(verifier.replay(service, plan(false, null), address(oldName), address(newName))
                            .verified(0))
                    .isFalse();
            BackendAddress gone = address(oldName);
            old.close();
            VerificationResult result =
                    verifier.replay(service, plan(false, null, get("/cart")), gone, address(newName));
            assertThat(result.incomparable()).isEqualTo(1);
            assertThat(result.verified(0)).isFalse();
            assertThat(result.notes()).anyMatch(note -> note.contains("old workload did not answer"));
            assertThat(candidate.seen).as("nothing to compare with").isEmpty();
        }
    }

    @Test
    void aCandidateThatDoesNotAnswerIsDifferent() throws Exception {
        Shop candidate = new Shop(Mutant.NONE);
        candidate.launch(api, newName);
        candidate.close();
        VerificationResult result =
                verifier.replay(service, plan(false, null, get("/cart")), address(oldName), address(newName));
        assertThat(result.differences()).extracting(Difference::what).containsExactly("answer");
        assertThat(result.verified(1)).isFalse();
    }

    @Test
    void unsafeMethodsAreSentOnlyWhenAskedFor() throws Exception {
        try (Shop candidate = new Shop(Mutant.NONE)) {
            candidate.launch(api, newName);
            GivenRequest post = new GivenRequest("POST", "/cart", Map.of("Content-Type", "text/plain"), "hello");
            VerificationResult not =
                    verifier.replay(service, plan(false, null, post), address(oldName), address(newName));
            assertThat(not.compared()).isZero();
            assertThat(not.notes()).anyMatch(note -> note.contains("unsafe was not asked for"));
            assertThat(old.seen).isEmpty();
            VerificationResult sent =
                    verifier.replay(service, plan(true, null, post), address(oldName), address(newName));
            assertThat(sent.verified(1)).isTrue();
            assertThat(candidate.seen.getFirst()).startsWith("POST /cart").endsWith("hello");
        }
    }

    @Test
    void aMirrorCanBeEndedAndIsForgotten() throws Exception {
        try (Shop candidate = new Shop(Mutant.NONE)) {
            candidate.launch(api, newName);
            verifier.mirror(service, id(newName), plan(false, new Mirror(PATIENCE, 1000)), VerificationResult.NONE);
            Eventually.value(
                    "a copy is compared",
                    PATIENCE,
                    () -> {
                        assertThat(ask("/page")).isEqualTo(200);
                        return verifier.mirrored(service).compared();
                    },
                    count -> count > 0);
            verifier.endMirror(service);
            assertThat(verifier.mirroring(service)).isFalse();
            assertThat(verifier.mirrored(service)).isEqualTo(VerificationResult.NONE);
            for (int i = 0; i < 5; i++) {
                assertThat(ask("/page?when=after")).isEqualTo(200);
            }
            // Goes the way that copies go, after them.
            verifier.replay(service, plan(false, null, get("/cart")), address(oldName), address(newName));
            assertThat(candidate.seen)
                    .anyMatch(request -> request.contains("/cart"))
                    .noneMatch(request -> request.contains("when=after"));
        }
    }
}
