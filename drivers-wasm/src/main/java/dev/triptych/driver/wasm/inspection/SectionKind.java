package dev.triptych.driver.wasm.inspection;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The sections of a core module in the order in which they must come (specification, section 5.5). */
enum SectionKind {
    TYPE(1),
    IMPORT(2),
    FUNCTION(3),
    TABLE(4),
    MEMORY(5),
    TAG(13),
    GLOBAL(6),
    EXPORT(7),
    START(8),
    ELEMENT(9),
    DATA_COUNT(12),
    CODE(10),
    DATA(11);

    private final int id;

    SectionKind(int id) {
        this.id = id;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable SectionKind ofId(int id) {
        for (SectionKind kind : values()) {
            if (kind.id == id) {
                return kind;
            }
        }
        return null;
    }
}
