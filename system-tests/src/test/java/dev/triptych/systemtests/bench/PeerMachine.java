package dev.triptych.systemtests.bench;

import dev.triptych.systemtests.Await;
import dev.triptych.systemtests.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The machine of one workload, booted without Triptych: from the same files, with channels of its own. */
final class PeerMachine implements AutoCloseable {
    private static final String URI = "qemu:///system";
    private static final String DOMAIN = "bench-peer";
    private static final String FIRST_LINE = "touched ";
    private static final Duration BOUND = Duration.ofMinutes(2);

    private final String xml;
    private final Path folder;
    private int boots;

    private PeerMachine(String xml, Path folder) {
        this.xml = xml;
        this.folder = folder;
    }

    /** Reads the domain of a workload that runs. */
    static PeerMachine modelledOn(String workload) throws IOException {
        String domain = Shell.lines("virsh", "-q", "-c", URI, "list", "--name").stream()
                .map(String::strip)
                .filter(name -> name.startsWith("triptych-" + workload + "-"))
                .findFirst()
                .orElseThrow();
        String xml = Shell.run("virsh", "-q", "-c", URI, "dumpxml", "--inactive", domain);
        // QEMU's own user writes there.
        Path folder = Files.createTempDirectory(
                "triptych-bench-vm-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        return new PeerMachine(xml, folder);
    }

    /** {@code virsh create} → first line of the program in the channel's log. */
    void virsh(Timing timing) throws IOException {
        Path channel = folder.resolve("frames-" + ++boots);
        Path description = folder.resolve("domain-" + boots + ".xml");
        Files.writeString(description, copy(channel));
        try {
            timing.take(() -> {
                Shell.run("virsh", "-q", "-c", URI, "create", description.toString());
                awaitFirstLine(channel);
            });
        } finally {
            Shell.attempt("virsh", "-q", "-c", URI, "destroy", DOMAIN);
        }
    }

    /** With the model's network address: its lease is there, and a guest that proposes it is not kept waiting. */
    private String copy(Path channel) {
        String copied = xml.replaceAll("(?s)<metadata>.*?</metadata>", "")
                .replaceAll("<uuid>.*?</uuid>", "")
                .replaceAll("<name>.*?</name>", "<name>" + DOMAIN + "</name>")
                .replaceAll("<alias name=['\"][^'\"]*['\"]/>", "");
        copied = moved(copied, "frames", channel);
        for (String file : List.of("console", "c", "s")) {
            copied = moved(copied, file, folder.resolve(file + boots));
        }
        return copied;
    }

    /** With another path in the place of every one that ends with this name. */
    private static String moved(String text, String name, Path other) {
        return text.replaceAll(
                "(path|file)=(['\"])/[^'\"]*/" + name + "\\2",
                "$1=$2" + Matcher.quoteReplacement(other.toString()) + "$2");
    }

    /** Process start of QEMU → first line of the program in the channel. */
    void qemu(Timing timing) throws IOException {
        Path channel = folder.resolve("bare-" + ++boots);
        boot(bareCommand(channel), channel, timing);
    }

    /** The same with a kernel and an initrd that holds the program and nothing else: no disk, no network, no init of ours. */
    void kernelAlone(Path program, List<String> args, Timing timing) throws IOException {
        Path initrd = folder.resolve("initrd");
        if (Files.notExists(initrd)) {
            Files.copy(program, folder.resolve("init"));
            Shell.run("/bin/sh", "-c", "cd '" + folder + "' && echo init | cpio --quiet -o -H newc >initrd");
        }
        Path console = folder.resolve("alone-" + ++boots);
        List<String> command = machine();
        command.addAll(List.of("-initrd", initrd.toString(), "-serial", "file:" + console));
        command.addAll(List.of("-append", "console=ttyS0 quiet panic=-1 -- " + String.join(" ", args)));
        boot(command, console, timing);
    }

    private void boot(List<String> command, Path channel, Timing timing) throws IOException {
        Process[] machine = new Process[1];
        try {
            timing.take(() -> {
                machine[0] = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("qemu.log").toFile())
                        .start();
                awaitFirstLine(channel);
            });
        } finally {
            if (machine[0] != null) {
                machine[0].destroyForcibly().onExit().join();
            }
        }
    }

    private List<String> machine() {
        boolean kvm = text("<domain type=['\"]([^'\"]+)").equals("kvm");
        List<String> command = new ArrayList<>(
                List.of("qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
        command.addAll(List.of("-machine", text("machine=['\"]([^'\"]+)") + ",usb=off"));
        command.addAll(List.of("-accel", kvm ? "kvm" : "tcg", "-cpu", "max", "-smp", "1"));
        command.addAll(List.of("-m", memoryMib()));
        command.addAll(List.of("-kernel", text("<kernel>(.*?)</kernel>")));
        optional("<loader[^>]*>(.*?)</loader>", "-bios", command);
        return command;
    }

    private List<String> bareCommand(Path channel) {
        List<String> command = machine();
        command.addAll(List.of("-append", text("<cmdline>(.*?)</cmdline>")));
        optional("<initrd>(.*?)</initrd>", "-initrd", command);
        Matcher disk =
                Pattern.compile("(?s)<disk .*?<source file=['\"]([^'\"]+)").matcher(xml);
        for (int i = 0; disk.find(); i++) {
            command.addAll(List.of("-drive", "if=none,format=raw,readonly=on,id=d" + i + ",file=" + disk.group(1)));
            command.addAll(List.of("-device", "virtio-blk-pci,drive=d" + i));
        }
        command.addAll(List.of("-netdev", "user,id=n,restrict=on", "-device", "virtio-net-pci,netdev=n,mac=" + mac()));
        command.addAll(List.of("-serial", "file:" + folder.resolve("console-" + boots)));
        command.addAll(List.of("-chardev", "file,id=frames,path=" + channel, "-serial", "chardev:frames"));
        return command;
    }

    private String mac() {
        return text("<mac address=['\"]([^'\"]+)");
    }

    private String memoryMib() {
        long amount = Long.parseLong(text("<memory[^>]*>(\\d+)</memory>"));
        String unit = text("<memory unit=['\"]([^'\"]+)").toLowerCase(Locale.ROOT);
        return Long.toString(unit.equals("b") ? amount >> 20 : amount >> 10);
    }

    private void optional(String pattern, String option, List<String> command) {
        Matcher matcher = Pattern.compile(pattern).matcher(xml);
        if (matcher.find()) {
            command.addAll(List.of(option, matcher.group(1)));
        }
    }

    private String text(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(xml);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + xml);
        }
        return matcher.group(1);
    }

    private static void awaitFirstLine(Path channel) {
        Await.level("the program writes to " + channel, BOUND, () -> {
            try {
                return Files.exists(channel)
                        && new String(Files.readAllBytes(channel), StandardCharsets.ISO_8859_1).contains(FIRST_LINE);
            } catch (IOException notReadableYet) {
                return false;
            }
        });
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
