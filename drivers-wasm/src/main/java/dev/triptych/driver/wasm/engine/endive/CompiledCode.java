package dev.triptych.driver.wasm.engine.endive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The classes that a module was compiled to, and their form on disk. Endive names some with slashes, some with dots. */
record CompiledCode(String mainClass, Map<String, byte[]> classes) {

    long bytes() {
        return classes.values().stream().mapToLong(code -> code.length).sum();
    }

    byte[] encoded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(mainClass);
            out.writeInt(classes.size());
            for (Map.Entry<String, byte[]> one : classes.entrySet()) {
                out.writeUTF(one.getKey());
                out.writeInt(one.getValue().length);
                out.write(one.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static CompiledCode decoded(byte[] encoded) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            String mainClass = in.readUTF();
            int count = in.readInt();
            Map<String, byte[]> classes = LinkedHashMap.newLinkedHashMap(count);
            for (int i = 0; i < count; i++) {
                String name = in.readUTF().replace('/', '.');
                classes.put(name, in.readNBytes(in.readInt()));
            }
            return new CompiledCode(mainClass, classes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
