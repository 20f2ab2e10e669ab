package dev.triptych.controlplane.assessment;

import dev.triptych.controlplane.assessment.Finding.Means;
import dev.triptych.spi.ProgramInspecting.Elf;
import dev.triptych.spi.ProgramInspecting.Form;
import dev.triptych.spi.ProgramInspecting.ProgramFile;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a program was written in, as far as its file tells, and how that becomes a module for WASI preview 1. */
enum Language {
    JAVA(
            "Java",
            "java",
            "libj(vm|li)\\.so.*",
            Means.STAY,
            "Stay: a Java virtual machine needs threads and makes code as it runs, and there is none for WASI preview 1."
                    + " What is small enough can be written anew in C, Rust or Go."),
    NODE(
            "JavaScript on Node",
            "node(js)?",
            "libnode\\.so.*",
            Means.STAY,
            "Stay: Node needs threads and sockets and makes code as it runs. A script that needs none of Node's own"
                    + " modules can run on a JavaScript engine that is built for WASI, such as QuickJS."),
    PYTHON(
            "Python",
            "python[0-9.]*",
            "libpython.*",
            Means.REBUILD,
            "Run the script with CPython for WASI (the artifact python.wasm, the script on a volume; docs/wasm.md,"
                    + " Languages). What it imports must be pure Python."),
    SHELL(
            "a shell",
            "(ba|da|z|k)?sh",
            null,
            Means.REBUILD,
            "Write what the script does as one program for WASI: a shell does its work by starting others."),
    PERL("Perl", "perl[0-9.]*", "libperl\\.so.*", Means.REBUILD, Language.INTERPRETER),
    RUBY("Ruby", "ruby[0-9.]*", "libruby.*", Means.REBUILD, Language.INTERPRETER),
    PHP("PHP", "php(-fpm)?[0-9.]*", "libphp.*", Means.REBUILD, Language.INTERPRETER),
    GO(
            "Go",
            null,
            null,
            Means.REBUILD,
            "Build it with GOOS=wasip1 GOARCH=wasm go build (Go 1.21 or later), with net/http/cgi in place of a server."),
    RUST("Rust", null, null, Means.REBUILD, "Build it with rustc --target wasm32-wasip1 (wasm32-wasi before 1.78)."),
    CPP(
            "C++",
            null,
            "libstdc\\+\\+\\.so.*|libc\\+\\+\\.so.*",
            Means.REBUILD,
            "Build it with clang++ --target=wasm32-wasi, wasi-libc and libc++, without exceptions."),
    C(
            "C",
            null,
            null,
            Means.REBUILD,
            "Build it with clang --target=wasm32-wasi -O2 and wasi-libc (docs/wasm.md, Languages)."),
    UNKNOWN(
            "a language that it does not tell",
            null,
            null,
            Means.REBUILD,
            "Build it from its source for wasm32-wasip1.");

    private static final String INTERPRETER =
            "Its interpreter would have to be built for wasm32-wasip1, with the script on a volume; or write it anew in C,"
                    + " Rust, Go or Python.";
    private static final String RUSTC = "rustc";

    private final String words;
    private final @Nullable Pattern program;
    private final @Nullable Pattern library;
    private final Means means;
    private final String forward;

    Language(String words, @Nullable String program, @Nullable String library, Means means, String forward) {
        this.words = words;
        this.program = program == null ? null : Pattern.compile(program);
        this.library = library == null ? null : Pattern.compile(library);
        this.means = means;
        this.forward = forward;
    }

    /** By the interpreter's name, then by what compilers left in the file, then by the libraries that it needs. */
    static Language of(ProgramFile file) {
        if (file.form() == Form.SCRIPT) {
            return UNKNOWN; // its interpreter was not found
        }
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        for (Language language : values()) {
            if (language.program != null && language.program.matcher(name).matches()) {
                return language;
            }
        }
        return file.elf() == null ? UNKNOWN : of(file.elf());
    }

    private static Language of(Elf elf) {
        if (elf.go() != null) {
            return GO;
        }
        if (elf.comments().stream().anyMatch(comment -> comment.contains(RUSTC))) {
            return RUST;
        }
        for (Language language : values()) {
            if (needs(elf.libraries(), language)) {
                return language;
            }
        }
        return elf.comments().isEmpty() && elf.libraries().isEmpty() ? UNKNOWN : C;
    }

    private static boolean needs(List<String> libraries, Language language) {
        Pattern wanted = language.library;
        return wanted != null
                && libraries.stream().anyMatch(name -> wanted.matcher(name).matches());
    }

    /** Whether its run-time system has threads and signal handlers of its own, whatever the program does. */
    boolean bringsThreads() {
        return this == GO || this == JAVA || this == NODE;
    }

    String words() {
        return words;
    }

    Means means() {
        return means;
    }

    String forward() {
        return forward;
    }
}
