package dev.triptych.controlplane.migration;

import static dev.triptych.controlplane.reconcile.TestPlane.ACTOR;
import static dev.triptych.controlplane.reconcile.TestPlane.SOON;

import dev.triptych.controlplane.access.KeySafe;
import dev.triptych.controlplane.assessment.Assessment;
import dev.triptych.controlplane.assessment.Assessments;
import dev.triptych.controlplane.assessment.Verdict;
import dev.triptych.controlplane.http.SimulatedBackends;
import dev.triptych.controlplane.migration.Migration.State;
import dev.triptych.controlplane.reconcile.TestPlane;
import dev.triptych.controlplane.service.ServiceProperties;
import dev.triptych.controlplane.service.ServiceSpec;
import dev.triptych.controlplane.service.ServiceSpec.BackendSpec;
import dev.triptych.controlplane.service.Services;
import dev.triptych.controlplane.verification.CompareRules;
import dev.triptych.controlplane.verification.GivenRequest;
import dev.triptych.controlplane.verification.VerificationPlan;
import dev.triptych.controlplane.verification.VerificationResult;
import dev.triptych.controlplane.verification.Verifier;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Limits;
import dev.triptych.controlplane.workload.PortSpec;
import dev.triptych.controlplane.workload.RestartSpec;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.gateway.client.Gateway;
import dev.triptych.gateway.wire.BackendAddress;
import dev.triptych.gateway.wire.Protocol;
import dev.triptych.gateway.wire.ServiceLimits;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverContext;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import dev.triptych.tck.fake.FakeBackend;
import dev.triptych.tck.fake.FakeDriver;
import dev.triptych.tck.fake.FakeOperation;
import dev.triptych.tck.fake.Fault;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.type.filter.RegexPatternTypeFilter;

/** What a migration needs around it, each part moved by the test. */
final class Stage {
    static final VerificationPlan VERIFY = new VerificationPlan(
            List.of(new GivenRequest("GET", "/", Map.of(), null)), false, false, null, CompareRules.USUAL, 1);

    final FakeBackend backend = new FakeBackend(Clock.systemUTC());
    final FakeTraffic traffic = new FakeTraffic();
    final Checks checks = new Checks();
    final Queue<String> starts = new ConcurrentLinkedQueue<>();
    volatile @Nullable String dies;
    private int startsBefore;
    private final InstallationId installation = new InstallationId(UUID.randomUUID());
    private final String schema = TestPlane.newSchema();
    private final Path home;

    /** @param home of the control planes that follow one another on it */
    Stage(Path home) {
        this.home = home;
        backend.onStart(spec -> {
            starts.add(spec.name());
            if (spec.name().equals(dies)) {
                backend.exit(spec.key(), 1);
            }
        });
    }

    /** What the checks answer, and whether they wait. */
    static final class Checks {
        final Queue<String> erased = new ConcurrentLinkedQueue<>();
        volatile VerificationResult result = new VerificationResult(3, 3, 0, List.of(), List.of());
        /** What this process has mirrored; null before it was asked to. */
        volatile @Nullable VerificationResult mirrored;

        volatile boolean mirroring;
        volatile CountDownLatch assessing = new CountDownLatch(0);
        volatile CountDownLatch verifying = new CountDownLatch(0);

        Verifier verifier() {
            return new Verifier() {
                @Override
                public VerificationResult replay(
                        String service, VerificationPlan plan, BackendAddress old, BackendAddress candidate)
                        throws InterruptedException {
                    verifying.await();
                    return result;
                }

                @Override
                public void mirror(
                        String service, WorkloadId candidate, VerificationPlan plan, VerificationResult before) {
                    mirrored = mirrored == null ? before : mirrored;
                }

                @Override
                public VerificationResult mirrored(String service) {
                    VerificationResult now = mirrored;
                    return now == null ? VerificationResult.NONE : now;
                }

                @Override
                public boolean mirroring(String service) {
                    return mirroring;
                }

                @Override
                public void endMirror(String service) {}

                @Override
                public void erase(String service) {
                    erased.add(service);
                }
            };
        }

        Assessments assessments() {
            return (Assessments) Proxy.newProxyInstance(
                    Assessments.class.getClassLoader(), new Class<?>[] {Assessments.class}, (_, method, arguments) -> {
                        if (!method.getName().equals("assess") || arguments == null) {
                            throw new UnsupportedOperationException(method.getName());
                        }
                        assessing.await();
                        return new Assessment(
                                UUID.randomUUID(),
                                (WorkloadId) arguments[0],
                                "old",
                                (Duration) arguments[1],
                                Assessment.State.DONE,
                                "It could be one.",
                                Verdict.READY,
                                List.of(),
                                List.of(),
                                Instant.EPOCH,
                                "tester",
                                Instant.EPOCH);
                    });
        }
    }

    /** A control plane; after one that was closed, this is its restart. */
    TestPlane open() {
        DriverContext context = new DriverContext(installation, home, Clock.systemUTC());
        return TestPlane.openWith(
                schema,
                home,
                this::add,
                SimulatedBackends.withImages(new FakeDriver(WorkloadKind.CONTAINER, context, backend), backend),
                new FakeDriver(WorkloadKind.WASM, context, backend));
    }

    /** A control plane with the service, and the old workload behind it. */
    TestPlane serving() {
        TestPlane plane = open();
        serve(plane);
        return plane;
    }

    /** The same with the migration begun. */
    TestPlane begun(MigrationDraft draft) {
        TestPlane plane = serving();
        Moving.begin(plane, draft);
        return plane;
    }

    /** The same, kept in a state until {@link #release}, which it may not have reached yet. */
    TestPlane begun(MigrationDraft draft, State held) {
        TestPlane plane = serving();
        hold(held);
        Moving.begin(plane, draft);
        return plane;
    }

    private void add(AnnotationConfigApplicationContext context) {
        context.registerBean(Gateway.class, traffic::gateway);
        context.registerBean(KeySafe.class, Stage::noKeys);
        context.registerBean(Verifier.class, checks::verifier);
        context.registerBean(Assessments.class, checks::assessments);
        context.registerBean(
                ServiceProperties.class,
                () -> new ServiceProperties("127.0.0.1", 0, "triptych", 200, Duration.ofMillis(50)));
        context.registerBean(
                MigrationProperties.class, () -> new MigrationProperties(20, 500, Duration.ofMillis(20), SOON, SOON));
        ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(context);
        scanner.addExcludeFilter(
                new RegexPatternTypeFilter(java.util.regex.Pattern.compile(".*\\.ServiceConfiguration")));
        scanner.scan("dev.triptych.controlplane.service", "dev.triptych.controlplane.migration");
    }

    private static KeySafe noKeys() {
        return new KeySafe() {
            @Override
            public byte[] seal(String name, String value) {
                throw new UnsupportedOperationException(name);
            }

            @Override
            public String open(String name, byte[] sealed) {
                throw new UnsupportedOperationException(name);
            }
        };
    }

    /** The workload "old" is a container, every other one a Wasm module. */
    static Description service(String name) {
        return described(
                name,
                name.equals("old")
                        ? new SourceSpec.Image("triptych/greeter:1")
                        : new SourceSpec.Artifact("greeter.wasm"));
    }

    static Description missing(String name) {
        return described(name, new SourceSpec.Artifact("missing.wasm"));
    }

    private static Description described(String name, SourceSpec source) {
        boolean old = name.equals("old");
        return new Description(
                name,
                old ? WorkloadKind.CONTAINER : WorkloadKind.WASM,
                Lifecycle.SERVICE,
                source,
                List.of(),
                Map.of(),
                "",
                List.of(),
                List.of(new PortSpec("http", old ? 8080 : 8081, PortProtocol.HTTP, null, null)),
                new Limits(1, ByteSize.ofMebibytes(64), null),
                null,
                RestartSpec.NEVER,
                Map.of(),
                "auto",
                null,
                null,
                null);
    }

    static ServiceSpec spec(String... workloads) {
        return new ServiceSpec(
                "shop",
                Protocol.HTTP,
                "127.0.0.1",
                0,
                List.of(),
                java.util.Arrays.stream(workloads)
                        .map(workload -> new BackendSpec(workload, null, 1))
                        .toList(),
                ServiceLimits.DEFAULT,
                null);
    }

    private static void serve(TestPlane plane) {
        plane.bean(WorkloadCommands.class).create(service("old"), ACTOR);
        Eventually.value(
                "the old one is ready",
                SOON,
                () -> plane.bean(WorkloadQueries.class).get("old").state(),
                WorkloadState.READY::equals);
        plane.bean(Services.class).put(spec("old"), null, null, ACTOR);
    }

    /** Keeps a migration in a state until {@link #release}. */
    private void hold(State state) {
        switch (state) {
            case ASSESSING -> checks.assessing = new CountDownLatch(1);
            case PREPARING -> {
                startsBefore = backend.calls(FakeOperation.START);
                backend.next(FakeOperation.START, new Fault.Hang());
            }
            case VERIFYING -> checks.verifying = new CountDownLatch(1);
            case CUTTING_OVER -> traffic.count("old", 100, 0, 1, 1);
            case CANARY, WATCHING, GRACE -> {} // as long as nothing is counted, or by their time
            case DONE, ROLLING_BACK, ROLLED_BACK, CANCELLED, FAILED ->
                throw new IllegalArgumentException("not held in " + state);
        }
    }

    /** Returns when what keeps it there has begun. */
    void awaitHeld(State state) {
        if (state == State.PREPARING) {
            Eventually.holds("the start hangs", SOON, () -> backend.calls(FakeOperation.START) > startsBefore);
        }
    }

    void release() {
        checks.assessing.countDown();
        checks.verifying.countDown();
        backend.release();
        traffic.count("old", 100, 0, 0, 1);
    }

    long created(String workload) {
        return starts.stream().filter(workload::equals).count();
    }
}
