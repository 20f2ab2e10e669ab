package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.triptych.spi.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** An image with a shell, made from the host's static busybox on first use and removed when the tests end. */
final class Toolbox {
    static final String REFERENCE =
            "triptych-test/toolbox:" + ProcessHandle.current().pid();
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final int EXECUTABLE = 0755;

    private static final class Holder {
        static final String DIGEST = buildOnce();
    }

    private Toolbox() {}

    static Source.ContainerImage image() {
        return new Source.ContainerImage(REFERENCE, Holder.DIGEST);
    }

    /** The arguments that run a script. */
    static List<String> script(String script) {
        return List.of("/bin/busybox", "sh", "-c", script);
    }

    private static String buildOnce() {
        Engine engine = new Engine(BackendSettings.properties());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(engine)));
        return build(engine.client(), REFERENCE);
    }

    static String build(DockerClient docker, String reference) {
        String id = docker.buildImageCmd(new ByteArrayInputStream(buildContext()))
                .withTags(Set.of(reference))
                .start()
                .awaitImageId();
        return String.valueOf(docker.inspectImageCmd(id).exec().getId());
    }

    private static void remove(Engine engine) {
        try (engine) {
            engine.client().removeImageCmd(REFERENCE).withForce(true).exec();
        } catch (NotFoundException gone) {
            // somebody was faster
        }
    }

    /** An image like the toolbox with one more line in its recipe; removed when closed. */
    static Variant variant(DockerClient docker, String line) {
        ByteArrayOutputStream context = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(context)) {
            file(tar, "Dockerfile", ("FROM " + image().digest() + "\n" + line + "\n").getBytes(UTF_8), 0644);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String id = docker.buildImageCmd(new ByteArrayInputStream(context.toByteArray()))
                .start()
                .awaitImageId();
        return new Variant(
                docker, String.valueOf(docker.inspectImageCmd(id).exec().getId()));
    }

    record Variant(DockerClient docker, String digest) implements AutoCloseable {
        @Override
        public void close() {
            docker.removeImageCmd(digest).withForce(true).exec();
        }
    }

    private static byte[] buildContext() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            byte[] busybox = Files.readAllBytes(BUSYBOX);
            file(tar, "Dockerfile", "FROM scratch\nCOPY bin /bin\nCOPY etc /etc\n".getBytes(UTF_8), 0644);
            file(tar, "bin/busybox", busybox, EXECUTABLE);
            file(tar, "etc/hello", "hello\n".getBytes(UTF_8), 0644);
            file(tar, "bin/not-executable", busybox, 0644);
            for (String name : List.of("sh", "cat", "sleep", "id", "kill", "ls", "head", "yes", "nc", "wget", "dd")) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + name, TarConstants.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] content, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
