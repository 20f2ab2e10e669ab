package dev.triptych.controlplane.dispatch;

import dev.triptych.controlplane.artifact.Artifacts;
import dev.triptych.controlplane.artifact.Format;
import dev.triptych.controlplane.oci.UnusableImage;
import dev.triptych.controlplane.oci.WasmImages;
import dev.triptych.controlplane.oci.WasmImages.WasmImage;
import dev.triptych.controlplane.platform.ErrorCode;
import dev.triptych.controlplane.platform.TriptychException.Unavailable;
import dev.triptych.controlplane.platform.TriptychException.Unprocessable;
import dev.triptych.controlplane.platform.Violation;
import dev.triptych.controlplane.workload.Description;
import dev.triptych.controlplane.workload.Pinned;
import dev.triptych.controlplane.workload.SourceSpec;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.DriverErrorCode;
import dev.triptych.spi.DriverException;
import dev.triptych.spi.ImageConfig;
import dev.triptych.spi.ImageSource;
import dev.triptych.spi.Source;
import dev.triptych.spi.WorkloadKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Pins what a source's words mean, and later makes the pinned source into one a driver can use. */
@Component
class Sources {
    private static final String MODULE = "module";
    private static final String IMAGE = "image";
    private static final String KERNEL = "kernel";
    private static final String INITRD = "initrd";
    private static final String DISK = "disk";

    private final Artifacts artifacts;
    private final Drivers drivers;
    private final WasmImages wasmImages;
    private final RecentImages recent;

    Sources(Artifacts artifacts, Drivers drivers, WasmImages wasmImages, RecentImages recent) {
        this.artifacts = artifacts;
        this.drivers = drivers;
        this.wasmImages = wasmImages;
        this.recent = recent;
    }

    /** Without host ports. */
    Pinned pin(Description description) {
        WorkloadKind kind = description.kind();
        return switch (description.source()) {
            case SourceSpec.Image image -> pinImage(kind, image);
            case SourceSpec.Artifact artifact -> pinModule(kind, artifact);
            case SourceSpec.Kernel kernel -> pinKernel(kind, kernel);
            case SourceSpec.Disk disk -> pinDisk(kind, disk);
        };
    }

    private Pinned pinImage(WorkloadKind kind, SourceSpec.Image image) {
        try {
            ImageSource.ResolvedImage resolved = recent.resolve(images(), image.reference());
            if (kind == WorkloadKind.WASM) {
                return pinWasmImage("source.image", image.reference(), resolved.digest(), () -> unpacked(resolved));
            }
            ImageConfig config = kind == WorkloadKind.VM ? resolved.config() : null;
            return new Pinned(image.reference(), resolved.digest(), resolved.size(), Map.of(), config, Map.of());
        } catch (DriverException e) {
            if (e.code() == DriverErrorCode.SOURCE_NOT_FOUND) {
                throw notThere("source.image", e.safeMessage());
            }
            throw DriverFailures.toApi(e);
        }
    }

    private ImageSource images() {
        return drivers.images()
                .orElseThrow(() -> new Unavailable(
                        ErrorCode.DRIVER_UNAVAILABLE, "No driver of this installation knows images.", null));
    }

    private Pinned pinModule(WorkloadKind kind, SourceSpec.Artifact artifact) {
        if (kind != WorkloadKind.WASM) {
            throw mismatch(kind, "artifact");
        }
        Artifacts.Resolved module = resolve("source.artifact", artifact.name());
        if (module.format() == Format.TAR) {
            return pinWasmImage(
                    "source.artifact", artifact.name(), module.digest(), () -> wasmImages.ofArchive(module));
        }
        return new Pinned(
                artifact.name(), module.digest(), module.size(), Map.of(MODULE, module.digest()), null, Map.of());
    }

    private WasmImage unpacked(ImageSource.ResolvedImage image) {
        return wasmImages.ofTar(
                image.digest(), image.config(), image.size(), () -> images().openRootFilesystem(image.digest()));
    }

    /** The image's digest stands for all that is in it: its module, its files and how it is run. */
    private static Pinned pinWasmImage(String field, String reference, String digest, Supplier<WasmImage> layingOut) {
        try {
            WasmImage image = layingOut.get();
            return new Pinned(
                    reference,
                    digest,
                    new ByteSize(image.module().toFile().length()),
                    Map.of(IMAGE, digest, MODULE, image.moduleDigest()),
                    image.config(),
                    Map.of());
        } catch (UnusableImage e) {
            throw new Unprocessable(
                    ErrorCode.SOURCE_INVALID, e.safeMessage(), List.of(new Violation(field, "cannot be used")));
        }
    }

    private Pinned pinKernel(WorkloadKind kind, SourceSpec.Kernel source) {
        if (kind != WorkloadKind.VM) {
            throw mismatch(kind, "kernel");
        }
        Artifacts.Resolved kernel = resolve("source.kernel", source.kernel());
        Map<String, String> parts = new HashMap<>(Map.of(KERNEL, kernel.digest()));
        String digest = kernel.digest();
        String initrd = source.initrd();
        if (initrd != null) {
            parts.put(INITRD, resolve("source.initrd", initrd).digest());
            digest = digestOf(kernel.digest() + "\n" + parts.get(INITRD));
        }
        return new Pinned(source.kernel(), digest, kernel.size(), parts, null, Map.of());
    }

    private Pinned pinDisk(WorkloadKind kind, SourceSpec.Disk source) {
        if (kind != WorkloadKind.VM) {
            throw mismatch(kind, "disk");
        }
        Artifacts.Resolved image = resolve("source.disk", source.name());
        Source.DiskFormat format = switch (image.format()) {
            case DISK_QCOW2 -> Source.DiskFormat.QCOW2;
            case DISK_RAW -> Source.DiskFormat.RAW;
            case WASM_MODULE, WASM_COMPONENT, LINUX_KERNEL, INITRD, TAR, UNKNOWN -> null;
        };
        ByteSize size = image.disk();
        if (format == null || size == null) {
            throw new Unprocessable(
                    ErrorCode.SOURCE_INVALID,
                    "The artifact \"" + source.name() + "\" is no disk image that is known here. Store it unpacked, as "
                            + "qcow2 (qemu-img convert -O qcow2 old new.qcow2); a raw disk without partitions and file "
                            + "system is declared with PUT /artifacts/" + source.name() + "?format=disk-raw.",
                    List.of(new Violation("source.disk", "is no disk image")));
        }
        return new Pinned(
                source.name(),
                image.digest(),
                image.size(),
                Map.of(DISK, image.digest()),
                null,
                Map.of(),
                new Pinned.PinnedDisk(format, size));
    }

    private static String digestOf(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Artifacts.Resolved resolve(String field, String name) {
        return artifacts
                .resolve(name)
                .orElseThrow(() -> notThere(
                        field, "There is no artifact \"" + name + "\". Store one with PUT /artifacts/" + name + "."));
    }

    private static Unprocessable notThere(String field, String message) {
        return new Unprocessable(ErrorCode.SOURCE_NOT_FOUND, message, List.of(new Violation(field, "not found")));
    }

    private static Unprocessable mismatch(WorkloadKind kind, String sort) {
        String fitting = switch (kind) {
            case VM -> "image, disk or kernel";
            case CONTAINER -> "image";
            case WASM -> "artifact or image";
        };
        return new Unprocessable(
                ErrorCode.SOURCE_MISMATCH,
                "The kind " + kind.name().toLowerCase(Locale.ROOT) + " has no use for source." + sort + "; give "
                        + fitting + ".",
                List.of(new Violation("source." + sort, "does not fit the kind")));
    }

    /**
     * The pinned source, as a driver of the description's kind wants it.
     *
     * @throws DriverException {@link DriverErrorCode#SOURCE_NOT_FOUND} when the bytes are not kept any more
     */
    Source open(Description description, Pinned pinned) {
        return switch (description.source()) {
            case SourceSpec.Image image -> openImage(description.kind(), image, pinned);
            case SourceSpec.Artifact artifact ->
                pinned.artifacts().containsKey(IMAGE)
                        ? openWasmImage(artifact.name(), pinned)
                        : new Source.WasmModule(file(pinned, MODULE), pinned.digest());
            case SourceSpec.Kernel kernel ->
                new Source.KernelBoot(
                        file(pinned, KERNEL),
                        pinned.artifacts().containsKey(INITRD) ? file(pinned, INITRD) : null,
                        kernel.cmdline(),
                        pinned.digest());
            case SourceSpec.Disk _ -> openDisk(pinned);
        };
    }

    private Source openDisk(Pinned pinned) {
        Pinned.PinnedDisk disk = pinned.disk();
        if (disk == null) {
            throw new DriverException(DriverErrorCode.DEFECT, "A disk without its format is on record.");
        }
        return new Source.Disk(file(pinned, DISK), disk.format(), disk.size(), pinned.digest());
    }

    private Source openImage(WorkloadKind kind, SourceSpec.Image image, Pinned pinned) {
        if (kind == WorkloadKind.WASM) {
            return openWasmImage(image.reference(), pinned);
        }
        ImageConfig config = pinned.image();
        if (kind == WorkloadKind.CONTAINER || config == null) {
            return new Source.ContainerImage(image.reference(), pinned.digest());
        }
        ImageSource images = images();
        return new Source.RootFilesystem(
                image.reference(), pinned.digest(), config, () -> images.openRootFilesystem(pinned.digest()));
    }

    private Source openWasmImage(String reference, Pinned pinned) {
        WasmImage image = wasmImages
                .find(pinned.digest())
                .orElseThrow(() -> new DriverException(
                        DriverErrorCode.SOURCE_NOT_FOUND, "The files of the image are not kept any more."));
        return new Source.WasmImage(
                reference,
                pinned.digest(),
                new Source.WasmModule(image.module(), image.moduleDigest()),
                image.config(),
                image.root());
    }

    private Path file(Pinned pinned, String role) {
        @Nullable String digest = pinned.artifacts().get(role);
        return artifacts
                .file(String.valueOf(digest))
                .orElseThrow(() -> new DriverException(
                        DriverErrorCode.SOURCE_NOT_FOUND, "The bytes of the " + role + " are not kept any more."));
    }
}
