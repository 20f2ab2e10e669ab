package dev.triptych.driver.vm;

import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.KindOptions.CloudInit;
import dev.triptych.spi.KindOptions.SeedFile;
import dev.triptych.spi.KindOptions.VmOptions;
import dev.triptych.spi.Lifecycle;
import dev.triptych.spi.WorkloadSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * What a system on a disk is told: cloud-init's data source NoCloud, an ISO 9660 file system called {@code cidata}. Secrets
 * travel on it and nowhere else; it is the machine's own file, which only QEMU's user is handed.
 */
final class CloudInitSeed {
    /** Where the workload's environment is in the system, for its units and scripts to read. */
    static final String ENVIRONMENT = "/etc/triptych/environment";
    /** What cloud-init runs at the end of each boot. */
    static final String COMMAND = "/var/lib/cloud/scripts/per-boot/50-triptych";

    private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String tool;

    /** @param tool writes ISO 9660: xorriso */
    CloudInitSeed(String tool) {
        this.tool = tool;
    }

    /** What the description has for the system; null when it is told nothing. */
    static @Nullable CloudInit of(WorkloadSpec spec) {
        return spec.options() instanceof VmOptions options ? options.cloudInit() : null;
    }

    /** Refuses what the system cannot be told. */
    void check(WorkloadSpec spec) {
        CloudInit wanted = of(spec);
        boolean given = !spec.program().args().isEmpty()
                || spec.program().env().keySet().stream().anyMatch(name -> !name.equals("PORT"));
        if (wanted == null) {
            if (given) {
                throw notSupported("args and env reach the system on a disk through its cloud-init: add"
                        + " \"vm\": {\"cloudInit\": {}} if the image has that");
            }
            return;
        }
        if (!HostTools.isOnPath(tool)) {
            throw notSupported("vm.cloudInit is not possible here: install " + tool);
        }
        boolean more = given || wanted.user() != null || !wanted.sshKeys().isEmpty();
        if (wanted.userData() != null && (more || !wanted.files().isEmpty())) {
            throw notSupported("vm.cloudInit.userData is all that the system is told, its name apart: leave out user,"
                    + " sshKeys, files, args and env, or userData");
        }
        for (String name : spec.program().env().keySet()) {
            if (!SHELL_NAME.matcher(name).matches()) {
                throw notSupported("the variable " + name
                        + " cannot be told the system on a disk: a shell knows letters, digits and _ in names");
            }
        }
    }

    private static DriverException notSupported(String message) {
        return new DriverException(DriverErrorCode.NOT_SUPPORTED, message);
    }

    /** Writes the file system, which only its owner can read. */
    void write(WorkloadSpec spec, CloudInit wanted, MachineFiles files) throws IOException {
        Path folder = Files.createDirectory(
                files.folder().resolve("seed.d"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Files.writeString(folder.resolve("meta-data"), metaData(spec));
            Files.writeString(folder.resolve("user-data"), userData(spec, wanted));
            MachineFiles.writePrivately(files.seed(), new byte[0]);
            HostTools.run(
                    List.of(
                            tool,
                            "-as",
                            "mkisofs",
                            "-quiet",
                            "-V",
                            "cidata",
                            "-J",
                            "-r",
                            "-o",
                            files.seed().toString(),
                            folder.toString()),
                    "what the system is told cannot be written");
        } finally {
            VmStorage.remove(folder);
        }
    }

    /** A new instance for each object, so that a system that was told something else before is told anew. */
    static String metaData(WorkloadSpec spec) {
        return yaml(
                Map.of("instance-id", spec.key().id() + "." + spec.key().generation(), "local-hostname", spec.name()));
    }

    static String userData(WorkloadSpec spec, CloudInit wanted) {
        if (wanted.userData() != null) {
            return wanted.userData();
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("manage_etc_hosts", "localhost");
        if (wanted.user() != null) {
            Map<String, Object> user = new LinkedHashMap<>();
            user.put("name", wanted.user());
            user.put("sudo", "ALL=(ALL) NOPASSWD:ALL");
            user.put("ssh_authorized_keys", wanted.sshKeys());
            config.put("users", List.of(user));
        } else if (!wanted.sshKeys().isEmpty()) {
            config.put("ssh_authorized_keys", wanted.sshKeys());
        }
        List<Map<String, Object>> written = new ArrayList<>();
        wanted.files().forEach(file -> written.add(file(file)));
        written.add(file(new SeedFile(ENVIRONMENT, environment(spec.program().env()), "0600")));
        if (!spec.program().args().isEmpty()) {
            written.add(file(new SeedFile(COMMAND, command(spec), "0700")));
        }
        config.put("write_files", written);
        if (!spec.mounts().isEmpty()) {
            config.put(
                    "mounts", Shares.of(spec).stream().map(CloudInitSeed::mount).toList());
        }
        return "#cloud-config\n" + yaml(config);
    }

    /**
     * A line of fstab, of which cloud-init makes the directory. Where fields end is escaped (see fstab(5)), which cloud-init does not
     * read as mount(8) does, so then that is to make the directory.
     */
    private static List<String> mount(Shares.Share share) {
        String path = share.path().replace("\\", "\\134").replace(" ", "\\040");
        return List.of(
                share.tag(),
                path,
                "virtiofs",
                "nosuid,nodev,nofail" + (share.readOnly() ? ",ro" : "")
                        + (path.equals(share.path()) ? "" : ",X-mount.mkdir"),
                "0",
                "0");
    }

    private static Map<String, Object> file(SeedFile file) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("path", file.path());
        written.put("permissions", file.mode());
        written.put("encoding", "b64");
        written.put("content", Base64.getEncoder().encodeToString(file.content().getBytes(StandardCharsets.UTF_8)));
        return written;
    }

    /** Assignments that a shell and systemd's {@code EnvironmentFile} read alike. */
    static String environment(Map<String, String> env) {
        return new TreeMap<>(env)
                .entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + quoted(variable.getValue()) + "\n")
                        .collect(Collectors.joining());
    }

    /** A job's machine goes off when its command has ended. */
    static String command(WorkloadSpec spec) {
        String command =
                spec.program().args().stream().map(CloudInitSeed::quoted).collect(Collectors.joining(" "));
        String script = "#!/bin/sh\nset -a\n. " + ENVIRONMENT + "\nset +a\n";
        return spec.lifecycle() == Lifecycle.JOB
                ? script + command + "\npoweroff\n"
                : script + "exec " + command + "\n";
    }

    /** POSIX shell: within single quotes everything is itself but the quote. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** Every text in quotes, so that none is taken for a number, a date or a truth. */
    private static String yaml(Map<String, ?> content) {
        DumperOptions options = new DumperOptions();
        options.setDefaultScalarStyle(DumperOptions.ScalarStyle.DOUBLE_QUOTED);
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE); // and not as base64
        options.setSplitLines(false);
        return new Yaml(options).dump(content);
    }
}
