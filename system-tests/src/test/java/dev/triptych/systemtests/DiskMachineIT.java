package dev.triptych.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A real system with cloud-init (deploy/test-guest), stored as an artifact and booted as a machine. */
@SystemTest
class DiskMachineIT {
    private static final String DISK = TestGuest.DISK;
    private static final String VOLUMES = "/api/v1/volumes/";
    private static final Duration PATIENCE = TestGuest.PATIENCE;
    private static final String ODD = "it's \"odd\" <&amp;> $HOME `id` \\ ünï\nand\ttwo lines";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx3n0c0dMZ9mYwW5pQm8xkq3s1yq1gq0oVn5l2gJk3d ada@example";

    /** Each thing on a line of its own, told apart from what else is on a console. */
    private static final String TELL = """
            tell() { echo "TOLD $1 $(base64 -w0)"; }
            hostname | tell host
            id -un ada | tell user
            cat ~ada/.ssh/authorized_keys | tell keys
            sudo -n -u ada sudo -n id -u | tell root
            cat /etc/note | tell file
            stat -c %a /etc/note /etc/triptych/environment | tell modes
            printf %s "$ODD" | tell env
            printf %s "$SECRET" | tell secret
            printf %s "$1" | tell arg
            blockdev --getsize64 /dev/vda | tell disk
            df -B1 --output=size / | tail -1 | tell root-size
            test -d /sys/firmware/efi && echo uefi | tell firmware || echo bios | tell firmware
            echo TOLD all
            """;

    /** Other images have cloud-init's module for mounts; that of this test leaves it out, since each takes its time. */
    private static final Map<String, String> WITH_MOUNTS = Map.of(
            "path", "/etc/cloud/cloud.cfg.d/99_mounts.cfg", "content", "cloud_config_modules: [mounts, runcmd]\n");

    @BeforeAll
    static void storeTheDiskAndASecret(Http http) {
        assertThat(TestGuest.store(http).path("inspection").path("format").asString())
                .isEqualTo("disk-qcow2");
        assertThat(http.put("/api/v1/secrets/disk-it", Map.of("value", "s3cr3t '\""))
                        .status())
                .isIn(200, 201, 204);
    }

    @AfterAll
    static void removeThem(Http http) {
        http.delete("/api/v1/artifacts/" + DISK).expect(204);
        http.delete("/api/v1/secrets/disk-it").expect(204);
    }

    private static Map<String, Object> description(String name, String lifecycle, String firmware) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", name);
        description.put("kind", "vm");
        description.put("lifecycle", lifecycle);
        description.put("source", Map.of("disk", DISK));
        description.put("resources", Map.of("memory", "512MiB", "disk", "3GiB"));
        description.put("env", Map.of("ODD", ODD, "SECRET", Map.of("secret", "disk-it")));
        description.put("args", List.of("sh", "-c", TELL, "tell", ODD));
        description.put(
                "vm",
                Map.of(
                        "firmware",
                        firmware,
                        "cloudInit",
                        Map.of(
                                "user",
                                "ada",
                                "sshKeys",
                                List.of(KEY),
                                "files",
                                List.of(Map.of("path", "/etc/note", "content", ODD, "mode", "0640")))));
        return description;
    }

    @Test
    void aJobOnADiskIsToldEverythingAndGoesOffWhenItsCommandHasEnded(Http http) {
        http.post(Workloads.PATH, description("disk-job", "job", "bios")).expect(201);
        Await.level(
                "it has gone off",
                PATIENCE,
                () -> Workloads.state(http, "disk-job").equals("stopped"));

        JsonNode run = Workloads.get(http, "disk-job").path("status").path("currentRun");
        assertThat(run.path("reason").path("code").asString()).isEqualTo("POWERED_OFF");
        assertThat(run.path("exitCode").isMissingNode() || run.path("exitCode").isNull())
                .isTrue();
        String console = console(http, "disk-job");
        assertTold(console, "disk-job");
        assertThat(told(console, "firmware")).isEqualTo("bios\n");
        assertThat(http.get("/api/v1/events?limit=200").text()).doesNotContain("s3cr3t");
        assertThat(http.delete("/api/v1/artifacts/" + DISK)
                        .expect(409)
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("ARTIFACT_IN_USE");
        Workloads.delete(http, "disk-job");
    }

    @Test
    void aSystemOnADiskMountsVolumesThatOthersRead(Http http) {
        Map<String, String> paths = Map.of("disk-plain", "/srv/notes", "disk-spaced", "/srv/my notes");
        paths.keySet()
                .forEach(name ->
                        http.put(VOLUMES + name, Map.of("size", "16MiB")).expect(201));
        Map<String, Object> job = description("disk-volume", "job", "bios");
        job.put("vm", Map.of("cloudInit", Map.of("files", List.of(WITH_MOUNTS))));
        job.put(
                "mounts",
                paths.entrySet().stream()
                        .map(entry -> Map.of("volume", entry.getKey(), "path", entry.getValue()))
                        .toList());
        String script = "for at in /srv/notes '/srv/my notes'; do findmnt -n -o FSTYPE \"$at\" > \"$at/by\"; done; "
                + "cat /etc/fstab; ls -la /srv; echo TOLD all";
        job.put("args", List.of("sh", "-c", script));
        http.post(Workloads.PATH, job).expect(201);
        Await.level(
                "it has gone off",
                PATIENCE,
                () -> Workloads.state(http, "disk-volume").equals("stopped"));

        String console = console(http, "disk-volume");
        assertThat(console).contains("TOLD all");
        http.delete(VOLUMES + "disk-plain").expectProblem(409, "VOLUME_IN_USE");
        Workloads.delete(http, "disk-volume");
        for (String name : paths.keySet()) {
            String archive = http.get(VOLUMES + name + "/content").expect(200).text();
            assertThat(archive).as("%s: %s", name, console).contains("virtiofs\n");
            http.delete(VOLUMES + name).expect(204);
        }
    }

    @Test
    void aServiceOnADiskComesUpByUefi(Http http) {
        http.post(Workloads.PATH, description("disk-service", "service", "uefi"))
                .expect(201);
        Await.level(
                "its command has run",
                PATIENCE,
                () -> console(http, "disk-service").contains("TOLD all"));
        String console = console(http, "disk-service");
        assertTold(console, "disk-service");
        assertThat(told(console, "firmware")).isEqualTo("uefi\n");
        assertThat(Workloads.state(http, "disk-service")).isEqualTo("ready");
        assertItsAgentRunsCommands(http);
        assertItsDiskIsKeptAtRest(http);
        assertItsConsoleTakesALogin(http);
    }

    private static void assertItsAgentRunsCommands(Http http) {
        String path = Workloads.PATH + "/disk-service/exec";
        TestGuest.awaitAgent(http, "disk-service");
        JsonNode ran = http.post(
                        path,
                        Map.of(
                                "command",
                                List.of("sh", "-c", "cat; echo \"$ODD\"; pwd; id -un; echo wrong >&2; exit 7"),
                                "env",
                                Map.of("ODD", ODD),
                                "user",
                                "ada",
                                "workingDirectory",
                                "/tmp",
                                "stdin",
                                ODD))
                .expect(200)
                .json();
        assertThat(ran.path("exitCode").asInt(-1)).isEqualTo(7);
        assertThat(ran.path("output").path("stdout").path("content").asString()).isEqualTo(ODD + ODD + "\n/tmp\nada\n");
        assertThat(ran.path("output").path("stderr").path("content").asString()).isEqualTo("wrong\n");
        assertThat(exec(http, "no-such-program").path("exitCode").asInt(-1)).isEqualTo(127);
        Answer late = http.post(path, Map.of("command", List.of("sleep", "987"), "timeout", "2s"));
        assertThat(late.expect(504).json().path("code").asString()).isEqualTo("COMMAND_TIMEOUT");
        Await.level(
                "what took too long is ended",
                PATIENCE,
                () -> exec(http, "pgrep", "-x", "sleep").path("exitCode").asInt(-1) == 1);
        assertThat(exec(http, "sh", "-c", "kill -9 $$").path("exitCode").asInt(-1))
                .isEqualTo(137);
        assertThat(http.get(path).expect(422).json().path("code").asString()).isEqualTo("NOT_SUPPORTED");
        assertThat(Workloads.get(http, "disk-service").toString()).contains("\"guestAgent\":\"connected\"");
    }

    private static void assertItsDiskIsKeptAtRest(Http http) {
        String path = Workloads.PATH + "/disk-service/snapshots";
        JsonNode taken = http.post(path, Map.of("name", "running")).expect(201).json();
        assertThat(taken.path("consistency").asString()).isEqualTo("frozen");
        assertThat(exec(http, "sh", "-c", "echo thawed >/root/thawed && cat /root/thawed")
                        .path("exitCode")
                        .asInt(-1))
                .as("its file systems are at work again")
                .isZero();
        assertThat(http.post(path + "/running/restore", Map.of())
                        .expect(409)
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("ACTION_NOT_POSSIBLE");
        JsonNode listed = http.get(path).expect(200).json();
        assertThat(listed.path("items").size()).isEqualTo(1);
        assertThat(listed.path("diskBytes").asLong(0)).isPositive();
    }

    private static JsonNode exec(Http http, String... command) {
        return TestGuest.exec(http, "disk-service", command);
    }

    private static void assertItsConsoleTakesALogin(Http http) {
        String path = Workloads.PATH + "/disk-service/console";
        Screen screen = new Screen(PATIENCE);
        WebSocket socket = screen.open(http, path);
        screen.await("login: ");
        screen.awaitMessage("\"mayWrite\":true");
        Screen.type(socket, "nobody-of-this-name\r");
        screen.await("Password: ");
        socket.abort();
        Screen later = new Screen(PATIENCE);
        later.open(http, path);
        later.await("nobody-of-this-name");
        JsonNode unit = exec(
                http,
                "systemd-run",
                "--unit=told",
                "--property=ExecStop=/bin/sh -c 'echo ENDED in order >/dev/ttyS0'",
                "sleep",
                "infinity");
        assertThat(unit.path("exitCode").asInt(-1)).as(unit.toString()).isZero();
        http.post(Workloads.PATH + "/disk-service/stop", Map.of());
        later.awaitMessage("\"type\":\"exit\"");
        assertThat(console(http, "disk-service"))
                .as("its system was asked to end")
                .contains("ENDED in order");
        Await.level(
                "it is off",
                PATIENCE,
                () -> Workloads.state(http, "disk-service").equals("stopped"));
        http.post(Workloads.PATH + "/disk-service/snapshots/running/restore", Map.of())
                .expect(200);
        http.delete(Workloads.PATH + "/disk-service/snapshots/running").expect(204);
        Workloads.delete(http, "disk-service");
    }

    private static void assertTold(String console, String name) {
        assertThat(told(console, "host")).isEqualTo(name + "\n");
        assertThat(told(console, "user")).isEqualTo("ada\n");
        assertThat(told(console, "keys")).contains(KEY);
        assertThat(told(console, "root")).isEqualTo("0\n");
        assertThat(told(console, "file")).isEqualTo(ODD);
        assertThat(told(console, "modes")).isEqualTo("640\n600\n");
        assertThat(told(console, "env")).isEqualTo(ODD);
        assertThat(told(console, "secret")).isEqualTo("s3cr3t '\"");
        assertThat(told(console, "arg")).isEqualTo(ODD);
        assertThat(told(console, "disk")).isEqualTo((3L << 30) + "\n");
        assertThat(Long.parseLong(told(console, "root-size").strip()))
                .as("the root file system has grown with its disk")
                .isGreaterThan(2L << 30);
    }

    private static String told(String console, String what) {
        Matcher line = Pattern.compile("TOLD " + what + " ([A-Za-z0-9+/=]*)").matcher(console);
        assertThat(line.find())
                .as("\"%s\" is not on the console:\n%s", what, console)
                .isTrue();
        return new String(Base64.getDecoder().decode(line.group(1)), StandardCharsets.UTF_8);
    }

    private static String console(Http http, String name) {
        return http.get(Workloads.PATH + "/" + name + "/logs?stream=console&tail=5000")
                .text();
    }
}
