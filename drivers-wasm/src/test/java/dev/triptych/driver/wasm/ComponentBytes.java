package dev.triptych.driver.wasm;

import java.util.ArrayList;
import java.util.List;

/** Puts a component together byte by byte: names of interfaces, and modules and components inside it. */
public final class ComponentBytes {
    private static final int CUSTOM = 0;
    private static final int CORE_MODULE = 1;
    private static final int COMPONENT = 4;
    private static final int IMPORT = 10;
    private static final int EXPORT = 11;
    private static final int FUNCTION = 1;
    private static final int INSTANCE = 5;

    private final List<byte[]> sections = new ArrayList<>();

    public ComponentBytes importsInterface(String name) {
        return imports(name, INSTANCE);
    }

    public ComponentBytes importsFunction(String name) {
        return imports(name, FUNCTION);
    }

    private ComponentBytes imports(String name, int sort) {
        return section(
                IMPORT, ModuleBytes.leb(1), ModuleBytes.bytes(0), ModuleBytes.text(name), ModuleBytes.bytes(sort, 0));
    }

    public ComponentBytes exportsInterface(String name) {
        return exports(name, INSTANCE);
    }

    /** With any number as its sort, known or not. */
    public ComponentBytes exports(String name, int sort) {
        return section(
                EXPORT,
                ModuleBytes.leb(1),
                ModuleBytes.bytes(0),
                ModuleBytes.text(name),
                ModuleBytes.bytes(sort, 0, 0));
    }

    public ComponentBytes module(byte[] module) {
        return section(CORE_MODULE, module);
    }

    public ComponentBytes component(byte[] component) {
        return section(COMPONENT, component);
    }

    public ComponentBytes custom(String name, byte[] content) {
        return section(CUSTOM, ModuleBytes.text(name), content);
    }

    private ComponentBytes section(int id, byte[]... parts) {
        byte[] body = ModuleBytes.joined(parts);
        sections.add(ModuleBytes.joined(ModuleBytes.bytes(id), ModuleBytes.leb(body.length), body));
        return this;
    }

    public byte[] build() {
        return ModuleBytes.joined(
                ModuleBytes.bytes(0, 'a', 's', 'm', 0x0d, 0, 1, 0),
                ModuleBytes.joined(sections.toArray(byte[][]::new)));
    }
}
