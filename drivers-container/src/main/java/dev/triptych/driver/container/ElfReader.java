package dev.triptych.driver.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triptych.driver.container.FileRanges.MalformedFileException;
import dev.triptych.spi.ProgramInspecting.Elf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few parts of an ELF file that tell what it needs and what made it (System V ABI, chapters 4 and 5; Go's
 * {@code debug/buildinfo} for its version). The bytes are hostile: each table is bounded, and nothing is followed twice.
 */
final class ElfReader {
    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final int HEADER_BYTES = 64;
    private static final int MOST_SEGMENTS = 512;
    private static final int MOST_SECTIONS = 4096;
    private static final int MOST_DYNAMIC_BYTES = 64 << 10;
    private static final int MOST_NAME_BYTES = 256;
    private static final int MOST_NAMES_BYTES = 1 << 20;
    private static final int MOST_COMMENT_BYTES = 4096;
    private static final int MOST_COMMENTS = 16;
    private static final int MOST_DATA_BYTES = 4 << 20;
    /** Rust's library names its sources where it may panic, also in a file that was stripped. */
    private static final Pattern RUST_SOURCE = Pattern.compile("/(rustc[-/][0-9a-z.]{1,48})/library/");

    private static final int MOST_LIBRARIES = 256;

    private static final int SEGMENT_LOAD = 1;
    private static final int SEGMENT_DYNAMIC = 2;
    private static final int SEGMENT_INTERPRETER = 3;
    private static final int DYNAMIC_NEEDED = 1;
    private static final int DYNAMIC_STRINGS = 5;
    private static final int SECTION_WITHOUT_BYTES = 8;

    private static final Map<Integer, String> MACHINES = Map.of(
            3,
            "i686",
            8,
            "mips",
            20,
            "ppc",
            21,
            "ppc64",
            22,
            "s390x",
            40,
            "arm",
            62,
            "x86_64",
            183,
            "aarch64",
            243,
            "riscv64",
            258,
            "loongarch64");

    private static final byte[] GO_MAGIC = "\377 Go buildinf:".getBytes(ISO_8859_1);
    private static final int GO_FLAGS = 15;
    private static final int GO_INLINE_STRINGS = 2;
    private static final int GO_STRINGS = 32;

    private final FileRanges file;
    private final boolean wide;
    private final ByteOrder order;
    private final ByteBuffer header;

    private record Segment(int type, long offset, long address, long bytes) {}

    private record Section(int name, int type, long offset, long bytes) {}

    private ElfReader(FileRanges file) throws IOException {
        this.file = file;
        byte[] bytes = file.read(0, (int) Math.min(HEADER_BYTES, file.size()));
        if (bytes.length < 52 || !isElf(bytes)) {
            throw new MalformedFileException("its header is cut off");
        }
        wide = switch (bytes[4]) {
            case 1 -> false;
            case 2 -> true;
            default -> throw new MalformedFileException("it is neither of 32 nor of 64 bits");
        };
        order = switch (bytes[5]) {
            case 1 -> ByteOrder.LITTLE_ENDIAN;
            case 2 -> ByteOrder.BIG_ENDIAN;
            default -> throw new MalformedFileException("its byte order is none");
        };
        if (wide && bytes.length < HEADER_BYTES) {
            throw new MalformedFileException("its header is cut off");
        }
        header = ByteBuffer.wrap(bytes).order(order);
    }

    static boolean isElf(byte[] beginning) {
        return beginning.length >= MAGIC.length && Arrays.equals(beginning, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * Reads a file that begins like an ELF file.
     *
     * @throws MalformedFileException saying what does not fit
     */
    static Elf read(FileRanges file) throws IOException {
        return new ElfReader(file).elf();
    }

    private Elf elf() throws IOException {
        List<Segment> segments = segments();
        List<Section> sections = sections();
        byte[] names = names(sections);
        int machine = unsignedShort(header, 18);
        int type = unsignedShort(header, 16);
        return new Elf(
                wide ? 64 : 32,
                MACHINES.getOrDefault(machine, "machine " + machine),
                switch (type) {
                    case 2 -> "executable";
                    case 3 -> "shared";
                    default -> "type " + type;
                },
                loader(segments),
                libraries(segments),
                makers(sections, names),
                go(sections, names));
    }

    private List<Segment> segments() throws IOException {
        long at = word(header, wide ? 32 : 28);
        int size = unsignedShort(header, wide ? 54 : 42);
        int count = unsignedShort(header, wide ? 56 : 44);
        if (count == 0) {
            return List.of();
        }
        if (count > MOST_SEGMENTS || size < (wide ? 56 : 32)) {
            throw new MalformedFileException("its table of segments is not one");
        }
        ByteBuffer table = piece(at, (long) count * size);
        List<Segment> segments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int entry = i * size;
            segments.add(new Segment(
                    table.getInt(entry),
                    word(table, entry + (wide ? 8 : 4)),
                    word(table, entry + (wide ? 16 : 8)),
                    word(table, entry + (wide ? 32 : 16))));
        }
        return segments;
    }

    /** Without sections a program runs as well: a table that is not there, or too long, is none. */
    private List<Section> sections() throws IOException {
        long at = word(header, wide ? 40 : 32);
        int size = unsignedShort(header, wide ? 58 : 46);
        int count = unsignedShort(header, wide ? 60 : 48);
        if (at == 0 || count == 0 || count > MOST_SECTIONS) {
            return List.of();
        }
        if (size < (wide ? 64 : 40)) {
            throw new MalformedFileException("its table of sections is not one");
        }
        ByteBuffer table = piece(at, (long) count * size);
        List<Section> sections = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int entry = i * size;
            sections.add(new Section(
                    table.getInt(entry),
                    table.getInt(entry + 4),
                    word(table, entry + (wide ? 24 : 16)),
                    word(table, entry + (wide ? 32 : 20))));
        }
        return sections;
    }

    private byte[] names(List<Section> sections) throws IOException {
        int index = unsignedShort(header, wide ? 62 : 50);
        if (index >= sections.size()) {
            return new byte[0];
        }
        Section names = sections.get(index);
        return file.read(names.offset(), (int) Math.min(names.bytes(), MOST_NAMES_BYTES));
    }

    private @Nullable String loader(List<Segment> segments) throws IOException {
        Optional<Segment> loader = first(segments, SEGMENT_INTERPRETER);
        return loader.isEmpty()
                ? null
                : text(
                        file.read(loader.get().offset(), (int)
                                Math.min(loader.get().bytes(), MOST_NAME_BYTES)),
                        0);
    }

    private List<String> libraries(List<Segment> segments) throws IOException {
        Optional<Segment> dynamic = first(segments, SEGMENT_DYNAMIC);
        if (dynamic.isEmpty()) {
            return List.of();
        }
        long bytes = Math.min(dynamic.get().bytes(), MOST_DYNAMIC_BYTES);
        int entry = wide ? 16 : 8;
        ByteBuffer table = piece(dynamic.get().offset(), bytes / entry * entry);
        List<Long> needed = new ArrayList<>();
        long strings = -1;
        for (int at = 0; at < table.limit(); at += entry) {
            long tag = wide ? table.getLong(at) : table.getInt(at);
            if (tag == 0) {
                break;
            }
            if (tag == DYNAMIC_NEEDED && needed.size() < MOST_LIBRARIES) {
                needed.add(word(table, at + entry / 2));
            } else if (tag == DYNAMIC_STRINGS) {
                strings = offsetOf(segments, word(table, at + entry / 2));
            }
        }
        List<String> libraries = new ArrayList<>();
        for (long name : needed) {
            libraries.add(stringAt(strings, name));
        }
        return libraries;
    }

    private String stringAt(long strings, long name) throws IOException {
        if (strings < 0 || name > file.size() - strings) {
            throw new MalformedFileException("a library's name is not within it");
        }
        long at = strings + name;
        return text(file.read(at, (int) Math.min(MOST_NAME_BYTES, file.size() - at)), 0);
    }

    private static long offsetOf(List<Segment> segments, long address) throws IOException {
        for (Segment segment : segments) {
            if (segment.type() == SEGMENT_LOAD
                    && address >= segment.address()
                    && address - segment.address() < segment.bytes()) {
                return segment.offset() + (address - segment.address()); // a sum that wraps is negative, and refused
            }
        }
        throw new MalformedFileException("its table of names is in no segment");
    }

    private List<String> makers(List<Section> sections, byte[] names) throws IOException {
        List<String> makers = new ArrayList<>(comments(sections, names));
        Optional<Section> data = named(sections, names, ".rodata");
        if (data.isPresent()) {
            byte[] bytes =
                    file.read(data.get().offset(), (int) Math.min(data.get().bytes(), MOST_DATA_BYTES));
            Matcher rust = RUST_SOURCE.matcher(new String(bytes, ISO_8859_1));
            if (rust.find()) {
                makers.add(rust.group(1) + " by the paths in its data");
            }
        }
        return makers;
    }

    private List<String> comments(List<Section> sections, byte[] names) throws IOException {
        Optional<Section> comment = named(sections, names, ".comment");
        if (comment.isEmpty()) {
            return List.of();
        }
        byte[] bytes =
                file.read(comment.get().offset(), (int) Math.min(comment.get().bytes(), MOST_COMMENT_BYTES));
        return Arrays.stream(new String(bytes, UTF_8).split("\0", -1))
                .map(BoundedText::line)
                .filter(text -> !text.isBlank())
                .distinct()
                .limit(MOST_COMMENTS)
                .toList();
    }

    private @Nullable String go(List<Section> sections, byte[] names) throws IOException {
        Optional<Section> info = named(sections, names, ".go.buildinfo");
        if (info.isEmpty()) {
            return named(sections, names, ".note.go.buildid").isPresent() ? "" : null;
        }
        byte[] bytes = file.read(info.get().offset(), (int) Math.min(info.get().bytes(), GO_STRINGS + MOST_NAME_BYTES));
        boolean inline = bytes.length > GO_STRINGS
                && Arrays.equals(bytes, 0, GO_MAGIC.length, GO_MAGIC, 0, GO_MAGIC.length)
                && (bytes[GO_FLAGS] & GO_INLINE_STRINGS) != 0;
        if (!inline) {
            return ""; // before 1.18 it is behind pointers
        }
        int length = Math.min(bytes[GO_STRINGS] & 0x7f, bytes.length - GO_STRINGS - 1);
        return BoundedText.line(new String(bytes, GO_STRINGS + 1, length, UTF_8));
    }

    private static Optional<Section> named(List<Section> sections, byte[] names, String name) {
        return sections.stream()
                .filter(section -> section.type() != SECTION_WITHOUT_BYTES
                        && section.name() >= 0
                        && section.name() < names.length
                        && text(names, section.name()).equals(name))
                .findFirst();
    }

    private static Optional<Segment> first(List<Segment> segments, int type) {
        return segments.stream().filter(segment -> segment.type() == type).findFirst();
    }

    private ByteBuffer piece(long offset, long bytes) throws IOException {
        return ByteBuffer.wrap(file.read(offset, Math.toIntExact(bytes))).order(order);
    }

    private long word(ByteBuffer from, int at) throws IOException {
        long word = wide ? from.getLong(at) : Integer.toUnsignedLong(from.getInt(at));
        if (word < 0) {
            throw new MalformedFileException("a number in it is larger than any file");
        }
        return word;
    }

    private static int unsignedShort(ByteBuffer from, int at) {
        return Short.toUnsignedInt(from.getShort(at));
    }

    private static String text(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && end - from < MOST_NAME_BYTES && bytes[end] != 0) {
            end++;
        }
        return BoundedText.line(new String(bytes, from, end - from, UTF_8));
    }
}
