package dev.triptych.controlplane.reconcile;

import com.zaxxer.hikari.HikariDataSource;
import dev.triptych.controlplane.access.SecretVault;
import dev.triptych.controlplane.artifact.Artifacts;
import dev.triptych.controlplane.artifact.Format;
import dev.triptych.controlplane.comparison.ComparisonProperties;
import dev.triptych.controlplane.dispatch.FilesProperties;
import dev.triptych.controlplane.dispatch.ImagesProperties;
import dev.triptych.controlplane.dispatch.TerminalProperties;
import dev.triptych.controlplane.host.HostProperties;
import dev.triptych.controlplane.journal.Event;
import dev.triptych.controlplane.journal.EventFeed;
import dev.triptych.controlplane.journal.JournalProperties;
import dev.triptych.controlplane.logs.LogStore;
import dev.triptych.controlplane.logs.LogsProperties;
import dev.triptych.controlplane.oci.OciProperties;
import dev.triptych.controlplane.platform.Actor;
import dev.triptych.controlplane.platform.DiskGuard;
import dev.triptych.controlplane.platform.Doubts;
import dev.triptych.controlplane.platform.Home;
import dev.triptych.controlplane.platform.LeadGuard;
import dev.triptych.controlplane.volume.VolumeProperties;
import dev.triptych.controlplane.workload.MachinePorts;
import dev.triptych.controlplane.workload.ResourcesProperties;
import dev.triptych.controlplane.workload.Waiting;
import dev.triptych.controlplane.workload.WorkloadCommands;
import dev.triptych.controlplane.workload.WorkloadQueries;
import dev.triptych.controlplane.workload.WorkloadState;
import dev.triptych.controlplane.workload.WorkloadView;
import dev.triptych.db.DatabaseAddress;
import dev.triptych.db.EmbeddedPostgres;
import dev.triptych.db.EmbeddedPostgresSettings;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.Driver;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.ModuleInspecting.ModuleInspection;
import dev.triptych.spi.WorkloadKey;
import dev.triptych.spi.WorkloadKind;
import dev.triptych.tck.Eventually;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** The core of a control plane on a schema of its own; closing and opening it again is a restart. */
public final class TestPlane implements AutoCloseable {
    public static final Actor ACTOR = new Actor("tester", "127.0.0.1");
    public static final Duration SOON = Duration.ofSeconds(20);
    public static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final HikariDataSource database;
    private final AnnotationConfigApplicationContext context;

    private TestPlane(
            String schema,
            Path home,
            Clock clock,
            ReconcileProperties properties,
            List<? extends Driver> drivers,
            Consumer<AnnotationConfigApplicationContext> more) {
        DatabaseAddress address = Server.POSTGRES.address();
        database = new HikariDataSource();
        database.setJdbcUrl(address.url() + "?currentSchema=" + schema);
        database.setUsername(address.user());
        database.setPassword(address.password());
        database.setMaximumPoolSize(8);
        database.addDataSourceProperty("ApplicationName", schema);
        Flyway.configure()
                .dataSource(database)
                .schemas(schema)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        context = new AnnotationConfigApplicationContext();
        context.registerBean(DataSource.class, () -> database);
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(database));
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(database));
        context.register(Doubts.class, LeadGuard.class);
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(InstallationId.class, () -> new InstallationId(UUID.randomUUID()));
        context.registerBean(Home.class, () -> Home.at(home));
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(Artifacts.class, EveryArtifact::new);
        context.registerBean(SecretVault.class, OneSecret::new);
        context.registerBean(ReconcileProperties.class, () -> properties);
        context.registerBean(RetentionProperties.class, TestPlane::longRetention);
        context.registerBean(
                OciProperties.class, () -> new OciProperties(ByteSize.ofMebibytes(64), 1000, Duration.ofHours(1)));
        context.registerBean(ResourcesProperties.class, () -> new ResourcesProperties(1000, 1000));
        context.registerBean(VolumeProperties.class, () -> new VolumeProperties(ByteSize.ofMebibytes(64), 1000, 2));
        context.registerBean("noPorts", MachinePorts.class, NoPorts::new, definition -> definition.setFallback(true));
        context.registerBean(FaultProperties.class, () -> new FaultProperties(null, Set.of()));
        context.registerBean(JournalProperties.class, () -> new JournalProperties(100, 100));
        context.registerBean(DiskGuard.class, () -> new DiskGuard(home, 0));
        context.registerBean(
                LogsProperties.class, () -> new LogsProperties(ByteSize.ofMebibytes(1), ByteSize.parse("64KiB"), 16));
        context.registerBean(
                TerminalProperties.class,
                () -> new TerminalProperties(
                        64, 8, Duration.ofMinutes(30), ByteSize.parse("64KiB"), SOON, ByteSize.parse("64KiB")));
        context.registerBean(
                FilesProperties.class,
                () -> new FilesProperties(8, ByteSize.ofMebibytes(1), ByteSize.ofMebibytes(1), 100, 10));
        context.registerBean(
                ImagesProperties.class,
                () -> new ImagesProperties(
                        ByteSize.ofMebibytes(1),
                        ByteSize.ofMebibytes(1),
                        100,
                        1,
                        Duration.ofHours(24),
                        Set.of(),
                        false,
                        new ImagesProperties.PullLimits(1, ByteSize.ofMebibytes(1), SOON, SOON, SOON, 1)));
        for (Driver driver : drivers) {
            context.registerBean("driver-" + driver.kind(), Driver.class, () -> driver);
        }
        String root = "dev.triptych.controlplane.";
        context.scan(
                root + "journal",
                root + "workload",
                root + "logs",
                root + "oci",
                root + "usage",
                root + "volume",
                root + "dispatch",
                root + "reconcile");
        more.accept(context);
        context.refresh();
    }

    /** With comparisons, at most three of which may wait and two of which are kept. */
    public static TestPlane openComparing(String schema, Path home, Driver... drivers) {
        return new TestPlane(schema, home, Clock.systemUTC(), quick(), List.of(drivers), context -> {
            context.registerBean(HostProperties.class, () -> new HostProperties(Duration.ofHours(1)));
            context.registerBean(
                    ComparisonProperties.class,
                    () -> new ComparisonProperties(200, 3, 2, SOON, SOON, "probe.wasm", "triptych/probe:1"));
            context.scan("dev.triptych.controlplane.host", "dev.triptych.controlplane.comparison");
        });
    }

    /** With more beans than the core has. */
    public static TestPlane openWith(
            String schema, Path home, Consumer<AnnotationConfigApplicationContext> more, Driver... drivers) {
        return new TestPlane(schema, home, Clock.systemUTC(), quick(), List.of(drivers), more);
    }

    private static RetentionProperties longRetention() {
        Duration never = Duration.ofHours(1);
        Duration year = Duration.ofDays(365);
        return new RetentionProperties(never, year, year, year, year, year, year, year);
    }

    public static String newSchema() {
        return "t" + SCHEMAS.incrementAndGet() + "_" + ProcessHandle.current().pid();
    }

    /** Without drivers, and without anything that happens by itself for an hour. */
    public static TestPlane openIdle(String schema, Path home) {
        ReconcileProperties quick = quick();
        Duration never = Duration.ofHours(1);
        ReconcileProperties idle = new ReconcileProperties(
                never,
                never,
                quick.stopGrace(),
                quick.limitGrace(),
                quick.logDrain(),
                quick.shortJob(),
                quick.showStageAfter(),
                quick.prepareDeadline(),
                quick.startDeadline(),
                quick.stopMargin(),
                quick.closing());
        return new TestPlane(schema, home, Clock.systemUTC(), idle, List.of(), _ -> {});
    }

    static TestPlane open(String schema, Path home, Driver... drivers) {
        return open(schema, home, Clock.systemUTC(), drivers);
    }

    static TestPlane open(String schema, Path home, Clock clock, Driver... drivers) {
        return new TestPlane(schema, home, clock, quick(), List.of(drivers), _ -> {});
    }

    /** Without patience for a backend that hangs. */
    static TestPlane openImpatient(String schema, Path home, Driver... drivers) {
        ReconcileProperties quick = quick();
        Duration atOnce = Duration.ofMillis(200);
        ReconcileProperties impatient = new ReconcileProperties(
                quick.sweepEvery(),
                quick.sampleEvery(),
                Duration.ofMillis(100),
                quick.limitGrace(),
                quick.logDrain(),
                quick.shortJob(),
                quick.showStageAfter(),
                atOnce,
                atOnce,
                atOnce,
                quick.closing());
        return new TestPlane(schema, home, Clock.systemUTC(), impatient, List.of(drivers), _ -> {});
    }

    /** Changes the record of a plane that is closed. */
    static void execute(String schema, String... statements) {
        DatabaseAddress address = Server.POSTGRES.address();
        try (Connection connection = DriverManager.getConnection(
                        address.url() + "?currentSchema=" + schema, address.user(), address.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ReconcileProperties quick() {
        return new ReconcileProperties(
                Duration.ofMillis(200),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofMillis(3),
                Duration.ofMillis(50),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(2));
    }

    WorkloadCommands commands() {
        return context.getBean(WorkloadCommands.class);
    }

    WorkloadQueries queries() {
        return context.getBean(WorkloadQueries.class);
    }

    JdbcClient sql() {
        return context.getBean(JdbcClient.class);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    WorkloadView waitFor(WorkloadView view, Waiting.Condition condition) {
        Waiting.Waited waited =
                context.getBean(Waiting.class).await(view.workload().id(), condition, SOON);
        if (!waited.settled()) {
            throw new AssertionError("not " + condition + " in time: " + waited.view());
        }
        return waited.view();
    }

    WorkloadView waitForState(String name, WorkloadState state) {
        return Eventually.value(name + " is " + state, SOON, () -> queries().get(name), view -> view.state() == state);
    }

    String stdout(WorkloadView view) {
        LogStore.Tail tail = context.getBean(LogStore.class)
                .tail(view.workload().id(), view.run().number(), LogStream.STDOUT, 1 << 20);
        return new String(tail.bytes(), StandardCharsets.UTF_8);
    }

    List<Event> history(String name) {
        return context.getBean(EventFeed.class).after(0, name, 1000);
    }

    static WorkloadKey key(WorkloadView view) {
        return new WorkloadKey(view.workload().id(), view.workload().generation());
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }

    /** One server for all tests of this JVM. */
    private static final class Server {
        /** Unpacking takes seconds, so every test of this build shares one set of programs. */
        private static final Path PROGRAMS = Path.of(System.getProperty("java.io.tmpdir"), "triptych-test-postgres");

        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                // Not a temporary folder of JUnit's: the account that the server runs as must be able to enter it.
                Path home = Files.createTempDirectory(
                        "triptych-core-",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                EmbeddedPostgresSettings usual = EmbeddedPostgresSettings.of(home);
                EmbeddedPostgres server = EmbeddedPostgres.start(new EmbeddedPostgresSettings(
                        home, usual.account(), usual.sharedBase(), PROGRAMS, usual.startDeadline()));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    server.close();
                    FileSystemUtils.deleteRecursively(home.toFile());
                }));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** No machine publishes ports. */
    private static final class NoPorts implements MachinePorts {
        @Override
        public void hold(WorkloadView view) {
            if (!view.workload().pinned().hostPorts().isEmpty()
                    && view.workload().description().kind() == WorkloadKind.VM) {
                throw new AssertionError("there is no gateway");
            }
        }

        @Override
        public void letGo() {
            // none is held
        }
    }

    /** Whatever is asked for is there. */
    private static final class EveryArtifact implements Artifacts {
        @Override
        public Optional<Resolved> resolve(String name) {
            return name.startsWith("missing")
                    ? Optional.empty()
                    : Optional.of(new Resolved(
                            name, DIGEST, Path.of("/nowhere"), ByteSize.ofMebibytes(1), Format.WASM_MODULE));
        }

        @Override
        public Optional<ModuleInspection> module(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> file(String digest) {
            return Optional.of(Path.of("/nowhere"));
        }
    }

    /** There is one secret. */
    private static final class OneSecret implements SecretVault {
        @Override
        public boolean exists(String name) {
            return name.equals("known");
        }

        @Override
        public Optional<String> reveal(String name) {
            return exists(name) ? Optional.of("canary") : Optional.empty();
        }
    }
}
