package dev.triptych.process;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The classes of a child process as jars of its own: the service's may be nested in another jar, be out of the account's
 * reach, or be replaced by the next version while a process of this one still runs.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ProgramJars(List<byte[]> contents) {
    public ProgramJars {
        contents = List.copyOf(contents);
    }

    /**
     * Collects the jars that hold these classes.
     *
     * @param oneOfEach a class of every jar that is needed, and only the first of one jar matters
     * @throws IOException when a class is not there or nobody knows where it comes from
     */
    public static ProgramJars holding(List<Class<?>> oneOfEach, List<String> namedOnly, ClassLoader loader)
            throws IOException {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : oneOfEach) {
            places.add(place(type));
        }
        for (String name : namedOnly) {
            try {
                places.add(place(Class.forName(name, false, loader)));
            } catch (ClassNotFoundException e) {
                throw new IOException("a class that a child process needs is not here: " + name, e);
            }
        }
        List<byte[]> jars = new ArrayList<>();
        for (String place : places) {
            jars.add(bytes(URI.create(place).toURL()));
        }
        return new ProgramJars(jars);
    }

    /** A digest of the jars and the Java runtime; what else a build depends on may be added to it. */
    public MessageDigest digest() {
        MessageDigest digest = Digests.sha256();
        digest.update((System.getProperty("java.home") + Runtime.version()).getBytes(StandardCharsets.UTF_8));
        contents.forEach(digest::update);
        return digest;
    }

    /** Writes the jars to a folder, readable by the account. */
    public void writeTo(Path folder, ProcessAccount account) throws IOException {
        for (int i = 0; i < contents.size(); i++) {
            Path jar = Files.write(folder.resolve("%02d.jar".formatted(i)), contents.get(i));
            account.show(jar);
            Files.setLastModifiedTime(jar, FileTime.fromMillis(0)); // a start cache asks for the time it was made with
        }
    }

    /** The jars of a folder as a class path. */
    public static String classPath(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** Where a class comes from; {@code jar:nested:a.jar/!b.jar!/} becomes the address of the inner jar itself. */
    private static String place(Class<?> type) throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new IOException("nobody knows where " + type.getName() + " comes from");
        }
        String place = source.getLocation().toString();
        return place.startsWith("jar:") && place.endsWith("!/")
                ? place.substring("jar:".length(), place.length() - "!/".length())
                : place;
    }

    private static byte[] bytes(URL source) throws IOException {
        if (source.getProtocol().equals("file") && source.getPath().endsWith("/")) {
            try {
                return packed(Path.of(source.toURI()));
            } catch (URISyntaxException e) {
                throw new IOException("an address that is none: " + source, e);
            }
        }
        try (InputStream stream = source.openStream()) {
            return stream.readAllBytes();
        }
    }

    /** A folder of classes as a jar, the same for the same classes. */
    private static byte[] packed(Path classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ZipEntry entry = new ZipEntry(classes.relativize(file).toString());
                entry.setTime(0);
                jar.putNextEntry(entry);
                Files.copy(file, jar);
            }
        }
        return bytes.toByteArray();
    }
}
