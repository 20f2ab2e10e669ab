package dev.triptych.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.DisplayAccess;
import dev.triptych.spi.Driver;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.InstallationId;
import dev.triptych.spi.InteractiveSession;
import dev.triptych.spi.InteractiveSession.Output;
import dev.triptych.spi.InteractiveSession.TerminalSize;
import dev.triptych.spi.LogStream;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.WorkloadSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A display is seen by all who look and by nobody else, whatever one of them does, and belongs to the run. */
public abstract class DisplayContract extends Contract {
    private static final int MANY = 2000;

    @Override
    protected abstract DisplayFixture openFixture();

    private WorkloadSpec running(boolean display) {
        WorkloadSpec spec = ((DisplayFixture) fixture()).specOfDrawing(newKey(), display);
        launch(spec);
        return spec;
    }

    private static DisplayAccess displays(Driver driver) {
        return driver.capability(DisplayAccess.class)
                .orElseThrow(() -> new AssertionError(driver.kind() + " has no DisplayAccess"));
    }

    private InteractiveSession open(WorkloadSpec spec) {
        return displays(driver()).openDisplay(spec.key());
    }

    /** Somebody who comes now sees the picture. */
    private void assertSeen(WorkloadSpec spec) {
        try (InteractiveSession session = open(spec)) {
            RfbClient client = new RfbClient(session);
            assertThat(client.handshake().width()).isPositive();
            client.awaitPicture();
        }
        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
    }

    /** Reads on a thread of its own: how that ended, which is null when no more followed. */
    private CompletableFuture<@Nullable DriverErrorCode> reading(InteractiveSession session) {
        return CompletableFuture.<@Nullable DriverErrorCode>supplyAsync(() -> {
                    try {
                        readToItsEnd(session);
                        return null;
                    } catch (DriverException ended) {
                        return ended.code();
                    }
                })
                .orTimeout(fixture().patience().toSeconds(), TimeUnit.SECONDS);
    }

    private static void readToItsEnd(InteractiveSession session) {
        for (Output piece = session.read(); piece != null; piece = session.read()) {
            assertThat(piece.stream()).isEqualTo(LogStream.CONSOLE);
            assertThat(piece.bytes()).isNotEmpty();
        }
    }

    @Test
    void allWhoLookSeeTheSameScreenAlsoWhenOneWantsItAlone() {
        WorkloadSpec spec = running(true);
        try (InteractiveSession first = open(spec);
                InteractiveSession second = open(spec)) {
            RfbClient one = new RfbClient(first);
            RfbClient.Screen seen = one.handshake();
            assertThat(seen.version()).isEqualTo("RFB 003.008\n");
            assertThat(seen.width()).isPositive();
            assertThat(seen.height()).isPositive();
            RfbClient another = new RfbClient(second);
            assertThat(another.handshake()).isEqualTo(seen);
            first.endInput();
            first.resize(new TerminalSize(100, 40));
            one.awaitPicture();
            another.awaitPicture();
            assertThat(first.exitCode()).isEmpty();
        }
    }

    @Test
    void closingEndsItsReaderAndHarmsNobodyElse() {
        WorkloadSpec spec = running(true);
        try (InteractiveSession stays = open(spec)) {
            RfbClient client = new RfbClient(stays);
            client.handshake();
            InteractiveSession leaves = open(spec);
            new RfbClient(leaves).handshake();
            CompletableFuture<?> reader = reading(leaves);
            leaves.close();
            leaves.close();
            assertThat(reader.join()).isNull();
            assertThat(leaves.read()).isNull();
            assertRefused(DriverErrorCode.BACKEND_UNAVAILABLE, () -> leaves.write(new byte[] {0}));
            client.awaitPicture();
        }
        assertSeen(spec);
    }

    @Test
    void aDisplayEndsWithItsRunAndTheNextRunHasAnother() {
        WorkloadSpec spec = running(true);
        try (InteractiveSession session = open(spec)) {
            new RfbClient(session).handshake();
            driver().stop(spec.key(), Duration.ZERO);
            assertThat(reading(session).join()).isNull();
            assertThat(session.exitCode()).isEmpty();
            assertRefused(DriverErrorCode.BACKEND_UNAVAILABLE, () -> session.write(new byte[] {0}));
        }
        assertRefused(DriverErrorCode.WORKLOAD_NOT_RUNNING, () -> open(spec));
        driver().start(spec);
        assertSeen(spec);
    }

    @Test
    void aDisplayEndsWithItsObject() {
        WorkloadSpec spec = running(true);
        try (InteractiveSession session = open(spec)) {
            new RfbClient(session).handshake();
            driver().destroy(spec.key());
            assertThat(reading(session).join()).isNull();
        }
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> open(spec));
    }

    @Test
    void whatDoesNotRunHasNoDisplay() {
        WorkloadSpec spec = ((DisplayFixture) fixture()).specOfDrawing(newKey(), true);
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> open(spec));
        create(spec);
        assertRefused(DriverErrorCode.WORKLOAD_NOT_RUNNING, () -> open(spec));
    }

    @Test
    void aMachineWithoutOneIsRefused() {
        WorkloadSpec spec = running(false);
        assertRefused(DriverErrorCode.NOT_SUPPORTED, () -> open(spec));
        assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.RUNNING);
    }

    @Test
    void aDriverThatIsOpenedAgainFindsItAndOneOfAnotherInstallationDoesNot() {
        WorkloadSpec spec = running(true);
        try (InteractiveSession before = open(spec);
                InteractiveSession after = displays(fixture().reopen()).openDisplay(spec.key())) {
            assertThat(new RfbClient(after).handshake()).isEqualTo(new RfbClient(before).handshake());
        }
        Driver other = fixture().openAs(new InstallationId(UUID.randomUUID()));
        assertRefused(DriverErrorCode.WORKLOAD_ABSENT, () -> displays(other).openDisplay(spec.key()));
    }

    @Test
    void aBackendThatIsAwayIsTold() {
        Driver cutOff = fixture().withoutBackend().orElseThrow();
        assertRefused(
                DriverErrorCode.BACKEND_UNAVAILABLE, () -> displays(cutOff).openDisplay(newKey()));
    }

    /** None of them is closed while somebody else looks. */
    @Test
    void whoIsNoClientHarmsNobody() {
        WorkloadSpec spec = running(true);
        List<InteractiveSession> hostile = new ArrayList<>();
        try {
            for (byte[] greeting : List.of(
                    new byte[64],
                    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII),
                    "RFB 999.999\n".getBytes(US_ASCII),
                    "RFB".getBytes(US_ASCII))) {
                InteractiveSession session = open(spec);
                hostile.add(session);
                send(session, greeting);
            }
            for (byte[] message : List.of(
                    new byte[] {-1, -1, -1, -1},
                    new byte[] {6, 0, 0, 0, -1, -1, -1, -1},
                    new byte[] {6, 0, 0, 0, 0x7f, -1, -1, -1},
                    new byte[] {2, 0, -1, -1},
                    new byte[20])) {
                InteractiveSession session = open(spec);
                hostile.add(session);
                new RfbClient(session).handshake();
                send(session, message);
            }
            assertSeen(spec);
        } finally {
            hostile.forEach(InteractiveSession::close);
        }
        assertSeen(spec);
    }

    /** Whoever is no client may have been thrown out before all was sent. */
    private static void send(InteractiveSession session, byte[] bytes) {
        try {
            session.write(bytes);
        } catch (DriverException thrownOut) {
            assertThat(thrownOut.code()).isEqualTo(DriverErrorCode.BACKEND_UNAVAILABLE);
        }
    }

    @Test
    void whoDoesNotReadHoldsBackNobody() {
        WorkloadSpec spec = running(true);
        try (InteractiveSession asks = open(spec)) {
            RfbClient client = new RfbClient(asks);
            client.handshake();
            for (int i = 0; i < MANY; i++) {
                client.ask();
            }
            assertSeen(spec);
            driver().stop(spec.key(), Duration.ZERO);
            assertThat(driver().observe(spec.key()).state()).isEqualTo(ObservedState.STOPPED);
            assertThat(reading(asks).join()).isNull();
        }
    }

    @Test
    void anInterruptEndsTheSessionAndRefusesTheCall() {
        WorkloadSpec spec = running(true);
        try (InteractiveSession session = open(spec)) {
            new RfbClient(session).handshake();
            CompletableFuture<DriverErrorCode> told = new CompletableFuture<>();
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    readToItsEnd(session);
                    told.completeExceptionally(new AssertionError("it ended without an interrupt"));
                } catch (DriverException ended) {
                    told.complete(ended.code());
                }
            });
            reader.interrupt();
            assertThat(told.orTimeout(fixture().patience().toSeconds(), TimeUnit.SECONDS)
                            .join())
                    .isEqualTo(DriverErrorCode.INTERRUPTED);
            assertRefused(DriverErrorCode.BACKEND_UNAVAILABLE, () -> session.write(new byte[] {0}));
            assertThat(session.read()).isNull();
        }
        Thread.currentThread().interrupt();
        assertRefused(DriverErrorCode.INTERRUPTED, () -> open(spec));
        assertThat(Thread.interrupted()).as("the interrupt flag is kept").isTrue();
        assertSeen(spec);
    }
}
