package dev.triptych.driver.wasm.engine.wasmtime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * Pointers by which the library calls methods of an object.
 *
 * @param lookup of the object's class
 * @param arena the pointers are valid as long as it lives
 */
record Upcalls(MethodHandles.Lookup lookup, Object target, Arena arena) {

    /** A pointer to the method of that name. It must not throw: the JVM would end. */
    MemorySegment stub(String method, FunctionDescriptor type) {
        try {
            return stub(lookup.bind(target, method, type.toMethodType()), type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // the types are those of the headers
    MemorySegment stub(MethodHandle method, FunctionDescriptor type) {
        return Linker.nativeLinker().upcallStub(method, type, arena);
    }
}
