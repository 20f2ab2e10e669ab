package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triptych.driver.container.FileRanges.MalformedFileException;
import dev.triptych.spi.ByteSize;
import dev.triptych.spi.ProgramInspecting.Elf;
import dev.triptych.spi.ProgramInspecting.Form;
import dev.triptych.spi.ProgramInspecting.ProgramFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds the programs of a container by name, and reads what they are. */
final class ProgramFiles {
    private static final byte[] WASM = {0, 'a', 's', 'm'};
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String ENV = "env";
    private static final int BEGINNING = 256;
    private static final int MOST_INTERPRETERS = 4;
    private static final int MOST_FOLDERS = 16;

    private final ContainerFiles files;
    private final List<String> missing;

    /** What cannot be read is added to {@code missing}, with the reason. */
    ProgramFiles(ContainerFiles files, List<String> missing) {
        this.files = files;
        this.missing = missing;
    }

    /**
     * The file of a program, then those of the interpreters that they name.
     *
     * @param environment {@code NAME=value} each
     */
    List<ProgramFile> chain(String program, String workingDirectory, List<String> environment) {
        List<ProgramFile> chain = new ArrayList<>();
        Optional<String> next = Optional.of(program);
        while (next.isPresent() && chain.size() < MOST_INTERPRETERS) {
            Optional<ProgramFile> found = locate(next.get(), workingDirectory, environment);
            if (found.isEmpty()) {
                missing.add("program: there is no file \"" + BoundedText.line(next.get()) + "\" in the container");
                return chain;
            }
            chain.add(found.get());
            next = Optional.ofNullable(found.get().interpreter()).map(ProgramFiles::interpreter);
        }
        return chain;
    }

    /** {@code /usr/bin/env name} looks a name up, as the shell would. */
    private static String interpreter(String words) {
        String[] parts = words.strip().split("\\s+", -1);
        boolean lookedUp = parts.length > 1 && parts[0].endsWith("/" + ENV);
        return lookedUp ? parts[parts.length > 2 && parts[1].equals("-S") ? 2 : 1] : parts[0];
    }

    private Optional<ProgramFile> locate(String program, String workingDirectory, List<String> environment) {
        if (program.indexOf('\0') >= 0 || program.isEmpty()) {
            return Optional.empty();
        }
        if (program.contains("/")) {
            return read(program.startsWith("/") ? program : workingDirectory + "/" + program);
        }
        String path = environment.stream()
                .filter(entry -> entry.startsWith("PATH="))
                .map(entry -> entry.substring("PATH=".length()))
                .findFirst()
                .orElse(USUAL_PATH);
        return Arrays.stream(path.split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .limit(MOST_FOLDERS)
                .map(folder -> read(folder + "/" + program))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Reads one file; empty when there is none. */
    Optional<ProgramFile> read(String path) {
        return files.find(path).map(this::read);
    }

    private ProgramFile read(ContainerFiles.Found found) {
        FileRanges content = found.content();
        ByteSize size = new ByteSize(content.size());
        String path = BoundedText.line(found.path());
        try {
            byte[] beginning = content.read(0, (int) Math.min(BEGINNING, content.size()));
            if (ElfReader.isElf(beginning)) {
                return elf(path, size, content);
            }
            if (beginning.length > 2 && beginning[0] == '#' && beginning[1] == '!') {
                String line = new String(beginning, 2, beginning.length - 2, UTF_8).split("\n", 2)[0];
                return new ProgramFile(path, Form.SCRIPT, size, null, BoundedText.line(line));
            }
            boolean wasm =
                    beginning.length > WASM.length && Arrays.equals(beginning, 0, WASM.length, WASM, 0, WASM.length);
            return new ProgramFile(path, wasm ? Form.WASM : Form.OTHER, size, null, null);
        } catch (IOException e) {
            missing.add("program: " + path + " could not be read");
            return new ProgramFile(path, Form.OTHER, size, null, null);
        }
    }

    private ProgramFile elf(String path, ByteSize size, FileRanges content) throws IOException {
        try {
            Elf elf = ElfReader.read(content);
            return new ProgramFile(path, Form.ELF, size, elf, null);
        } catch (MalformedFileException e) {
            missing.add("program: " + path + " is not a well-formed ELF file: " + e.getMessage());
            return new ProgramFile(path, Form.ELF, size, null, null);
        }
    }
}
