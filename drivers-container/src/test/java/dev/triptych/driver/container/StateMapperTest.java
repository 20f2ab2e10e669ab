package dev.triptych.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import dev.triptych.spi.Endpoint;
import dev.triptych.spi.Exit;
import dev.triptych.spi.ExitReason;
import dev.triptych.spi.Observation;
import dev.triptych.spi.ObservedState;
import dev.triptych.spi.PortProtocol;
import dev.triptych.spi.WorkloadKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateMapperTest {
    private static final String NEVER = "0001-01-01T00:00:00Z";
    private static final String STARTED = "2026-01-02T03:04:05.100000001Z";
    private static final String ENDED = "2026-01-02T03:04:06.2Z";
    private static final RunNotes.Notes NO_NOTES = new RunNotes.Notes(List.of(), List.of(), Map.of());
    private static final ObjectMapper JSON =
            DefaultDockerClientConfig.createDefaultConfigBuilder().build().getObjectMapper();

    private final WorkloadKey key = DockerFixture.newKey();
    private final StateMapper mapper = new StateMapper(new EngineTime(Clock.systemUTC()));

    private static InspectContainerResponse container(
            String status, int exitCode, boolean oom, String error, String startedAt, String finishedAt) {
        boolean running = status.equals("running") || status.equals("paused");
        String json = """
                {"Id": "abc", "Name": "/triptych-web-1", "Image": "sha256:1",
                 "Config": {"Labels": {"dev.triptych.name": "web",
                                       "dev.triptych.ports": "http:80:HTTP,inner:81:TCP,dns:53:UDP"}},
                 "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "172.17.0.5"}},
                     "Ports": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}],
                               "81/tcp": null,
                               "53/udp": [{"HostIp": "127.0.0.1", "HostPort": "5353"}]}},
                 "State": {"Status": "%s", "Running": %s, "ExitCode": %d, "OOMKilled": %s, "Error": "%s",
                           "Pid": 42, "StartedAt": "%s", "FinishedAt": "%s"}}
                """.formatted(status, running, exitCode, oom, error, startedAt, finishedAt);
        try {
            return JSON.readValue(json, InspectContainerResponse.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Observation observe(InspectContainerResponse container, RunNotes.Notes notes) {
        return mapper.observation(key, container, notes, () -> false);
    }

    private static Exit exit(Observation seen) {
        @Nullable Exit exit = seen.exit();
        if (exit == null) {
            throw new AssertionError("no exit in " + seen);
        }
        return exit;
    }

    @Test
    void aNewContainerIsStoppedAndWasNeverStarted() {
        Observation seen = observe(container("created", 0, false, "", NEVER, NEVER), NO_NOTES);

        assertThat(seen.state()).isEqualTo(ObservedState.STOPPED);
        assertThat(seen.incarnation()).isNull();
        assertThat(seen.startedAt()).isNull();
        assertThat(seen.exit()).isNull();
        assertThat(seen.endpoints()).isEmpty();
        assertThat(seen.name()).isEqualTo("web");
    }

    @Test
    void aRunningContainerSaysWhereItIsReached() {
        Observation seen = observe(container("running", 0, false, "", STARTED, NEVER), NO_NOTES);

        assertThat(seen.state()).isEqualTo(ObservedState.RUNNING);
        assertThat(seen.incarnation()).isEqualTo(STARTED);
        assertThat(seen.addresses()).containsExactly("172.17.0.5");
        assertThat(seen.endpoints())
                .containsExactlyInAnyOrder(
                        new Endpoint("http", PortProtocol.HTTP, "127.0.0.1", 8080),
                        new Endpoint("inner", PortProtocol.TCP, "172.17.0.5", 81),
                        new Endpoint("dns", PortProtocol.UDP, "127.0.0.1", 5353));
        assertThat(seen.facts()).containsEntry("backendId", "abc").containsEntry("pid", "42");
    }

    @Test
    void aPausedContainerIsReachedWhereItWasAndHasNotEnded() {
        Observation seen = observe(container("paused", 0, false, "", STARTED, NEVER), NO_NOTES);

        assertThat(seen.state()).isEqualTo(ObservedState.PAUSED);
        assertThat(seen.incarnation()).isEqualTo(STARTED);
        assertThat(seen.exit()).isNull();
        assertThat(seen.endpoints()).hasSize(3);
    }

    @Test
    void anEndedContainerKeepsItsIncarnationAndSaysHowItEnded() {
        Observation seen = observe(container("exited", 7, false, "", STARTED, ENDED), NO_NOTES);

        assertThat(seen.state()).isEqualTo(ObservedState.STOPPED);
        assertThat(seen.incarnation()).isEqualTo(STARTED);
        assertThat(exit(seen).code()).isEqualTo(7);
        assertThat(exit(seen).at().at()).isEqualTo(Instant.parse(ENDED));
        assertThat(seen.addresses()).isEmpty();
    }

    @Test
    void anEndThatIsStampedBeforeTheStartIsAtTheStart() {
        Observation seen = observe(container("exited", 0, false, "", STARTED, "2026-01-02T03:04:05.05Z"), NO_NOTES);
        assertThat(exit(seen).at().at()).isEqualTo(Instant.parse(STARTED));
    }

    @Test
    void aStartOfOursIsNamedByItsRequestAndOneOfSomebodyElseByItsStamp() {
        Instant request = Instant.parse("2026-01-02T03:04:05Z");
        InspectContainerResponse running = container("running", 0, false, "", STARTED, NEVER);
        RunNotes.Notes asked = new RunNotes.Notes(List.of(request), List.of(), Map.of());
        RunNotes.Notes seen = new RunNotes.Notes(List.of(request), List.of(), Map.of(request, Instant.parse(STARTED)));
        RunNotes.Notes ledElsewhere =
                new RunNotes.Notes(List.of(request), List.of(), Map.of(request, request.plusNanos(1)));

        assertThat(observe(running, asked).incarnation()).isEqualTo(request.toString());
        assertThat(observe(running, seen).incarnation()).isEqualTo(request.toString());
        assertThat(observe(running, ledElsewhere).incarnation()).isEqualTo(STARTED);
    }

    @Test
    void aStopCountsOnlyForTheRunItWasAskedIn() {
        InspectContainerResponse ended = container("exited", 143, false, "", STARTED, ENDED);
        RunNotes.Notes during = new RunNotes.Notes(List.of(), List.of(Instant.parse("2026-01-02T03:04:06Z")), Map.of());
        RunNotes.Notes before = new RunNotes.Notes(List.of(), List.of(Instant.parse("2026-01-02T03:04:00Z")), Map.of());
        RunNotes.Notes after = new RunNotes.Notes(List.of(), List.of(Instant.parse("2026-01-02T03:05:00Z")), Map.of());

        assertThat(exit(observe(ended, during)).reason()).isEqualTo(ExitReason.STOPPED);
        assertThat(exit(observe(ended, before)).reason()).isEqualTo(ExitReason.SIGNALLED);
        assertThat(exit(observe(ended, after)).reason()).isEqualTo(ExitReason.SIGNALLED);
    }

    @Test
    void aRefusedStartIsAFailureWithAnIncarnationOfItsOwn() {
        Instant askedAt = Instant.parse("2026-01-02T03:04:04Z");
        RunNotes.Notes notes = new RunNotes.Notes(List.of(askedAt), List.of(), Map.of());
        Observation seen =
                observe(container("created", 127, false, "exec: \\\"/x\\\": permission denied", NEVER, NEVER), notes);

        assertThat(seen.state()).isEqualTo(ObservedState.FAILED);
        assertThat(exit(seen).reason()).isEqualTo(ExitReason.START_FAILED);
        assertThat(exit(seen).code()).isNull();
        assertThat(String.valueOf(seen.incarnation()))
                .satisfies(name -> assertThat(StateMapper.neverRan(name)).isTrue());
    }

    @Test
    void aRefusedRestartHidesTheRunBeforeIt() {
        Instant later = Instant.parse("2026-01-02T04:00:00Z");
        RunNotes.Notes notes =
                new RunNotes.Notes(List.of(Instant.parse("2026-01-02T03:04:05Z"), later), List.of(), Map.of());
        Observation seen = observe(container("exited", 127, false, "no space", STARTED, ENDED), notes);

        assertThat(seen.state()).isEqualTo(ObservedState.FAILED);
        assertThat(seen.incarnation()).contains(later.toString());
    }

    @Test
    void memoryExhaustionIsItsOwnReason() {
        assertThat(exit(observe(container("exited", 137, true, "", STARTED, ENDED), NO_NOTES))
                        .reason())
                .isEqualTo(ExitReason.OUT_OF_MEMORY);
    }

    @Test
    void aContainerThatIsBeingRemovedIsStopping() {
        assertThat(observe(container("removing", 0, false, "", STARTED, ENDED), NO_NOTES)
                        .state())
                .isEqualTo(ObservedState.STOPPING);
    }
}
