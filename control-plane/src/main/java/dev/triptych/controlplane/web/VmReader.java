package dev.triptych.controlplane.web;

import dev.triptych.api.model.VmFirmware;
import dev.triptych.api.model.VmProfile;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.spi.KindOptions.CloudInit;
import dev.triptych.spi.KindOptions.Firmware;
import dev.triptych.spi.KindOptions.Graphics;
import dev.triptych.spi.KindOptions.Profile;
import dev.triptych.spi.KindOptions.SeedFile;
import dev.triptych.spi.KindOptions.VmOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and shows what only a machine has. */
final class VmReader {
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
    private static final String ORDINARY = "0644";
    private static final int MOST_KEYS = 32;
    private static final int LONGEST_KEY = 8192;
    private static final int MOST_FILES = 64;
    private static final int LONGEST_PATH = 1024;
    private static final int LONGEST_FILE = 131_072;
    private static final int LONGEST_USER_DATA = 262_144;

    private final Checks checks;

    VmReader(Checks checks) {
        this.checks = checks;
    }

    @Nullable
    VmOptions read(dev.triptych.api.model.@Nullable VmOptions given) {
        boolean display = given != null && Boolean.TRUE.equals(given.getGraphics());
        if (given == null
                || (given.getFirmware() == null
                        && given.getCloudInit() == null
                        && given.getProfile() == null
                        && !display)) {
            return null;
        }
        return new VmOptions(
                given.getFirmware() == null
                        ? Firmware.BIOS
                        : Firmware.valueOf(given.getFirmware().name()),
                given.getCloudInit() == null ? null : cloudInit(given.getCloudInit()),
                given.getProfile() == null
                        ? Profile.STANDARD
                        : Profile.valueOf(given.getProfile().name()),
                display ? Graphics.DISPLAY : Graphics.NONE);
    }

    private CloudInit cloudInit(dev.triptych.api.model.CloudInit given) {
        String user = given.getUser();
        checks.require(
                        user == null || USER.matcher(user).matches(),
                        "vm.cloudInit.user",
                        "must be 1 to 32 lower-case letters, digits, _ and -, and not begin with a digit or -")
                .length(given.getUserData(), LONGEST_USER_DATA, "vm.cloudInit.userData");
        return new CloudInit(user, keys(given.getSshKeys()), files(given.getFiles()), given.getUserData());
    }

    private List<String> keys(@Nullable List<String> given) {
        List<@Nullable String> keys = given == null ? List.of() : new ArrayList<@Nullable String>(given);
        checks.require(keys.size() <= MOST_KEYS, "vm.cloudInit.sshKeys", "must be at most " + MOST_KEYS);
        List<String> read = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = Objects.requireNonNullElse(keys.get(i), "");
            boolean line = !key.isBlank() && key.chars().noneMatch(Character::isISOControl);
            checks.require(line, "vm.cloudInit.sshKeys[" + i + "]", "must be one line, such as ssh-ed25519 AAAA… ada")
                    .length(key, LONGEST_KEY, "vm.cloudInit.sshKeys[" + i + "]");
            read.add(key);
        }
        return read;
    }

    private List<SeedFile> files(@Nullable List<dev.triptych.api.model.SeedFile> given) {
        List<dev.triptych.api.model.@Nullable SeedFile> files =
                given == null ? List.of() : new ArrayList<dev.triptych.api.model.@Nullable SeedFile>(given);
        checks.require(files.size() <= MOST_FILES, "vm.cloudInit.files", "must be at most " + MOST_FILES);
        Set<String> paths = new HashSet<>();
        List<SeedFile> read = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            String field = "vm.cloudInit.files[" + i + "]";
            dev.triptych.api.model.SeedFile file = files.get(i);
            boolean whole = file != null && file.getPath() != null && file.getContent() != null;
            checks.require(whole, field, "needs path and content");
            if (file != null && whole) {
                checks.require(paths.add(file.getPath()), field + ".path", "is used twice");
                read.add(file(file, field));
            }
        }
        return read;
    }

    private SeedFile file(dev.triptych.api.model.SeedFile file, String field) {
        String mode = Objects.requireNonNullElse(file.getMode(), ORDINARY);
        checks.require(
                        Checks.isPlainPath(file.getPath()),
                        field + ".path",
                        "must be absolute and without //, ., .. or control characters")
                .length(file.getPath(), LONGEST_PATH, field + ".path")
                .length(file.getContent(), LONGEST_FILE, field + ".content")
                .require(MODE.matcher(mode).matches(), field + ".mode", "must be octal, such as 0644");
        return new SeedFile(file.getPath(), file.getContent(), mode);
    }

    static dev.triptych.api.model.@Nullable VmOptions shown(Description description) {
        VmOptions options = description.vm();
        if (options == null) {
            return null;
        }
        CloudInit told = options.cloudInit();
        return new dev.triptych.api.model.VmOptions()
                .profile(VmProfile.valueOf(options.profile().name()))
                .firmware(VmFirmware.valueOf(options.firmware().name()))
                .cloudInit(told == null ? null : shown(told))
                .graphics(options.graphics() == Graphics.DISPLAY ? true : null);
    }

    private static dev.triptych.api.model.CloudInit shown(CloudInit told) {
        return new dev.triptych.api.model.CloudInit()
                .user(told.user())
                .sshKeys(told.sshKeys().isEmpty() ? null : told.sshKeys())
                .files(
                        told.files().isEmpty()
                                ? null
                                : told.files().stream()
                                        .map(file -> new dev.triptych.api.model.SeedFile(file.path(), file.content())
                                                .mode(file.mode()))
                                        .toList())
                .userData(told.userData());
    }
}
