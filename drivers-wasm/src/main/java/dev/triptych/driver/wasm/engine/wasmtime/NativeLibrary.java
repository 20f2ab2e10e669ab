package dev.triptych.driver.wasm.engine.wasmtime;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandleProxies;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** The functions of a native library, each as an object of an interface that has its type. */
final class NativeLibrary {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final Map<Class<?>, MemoryLayout> LAYOUTS = Map.of(
            boolean.class, ValueLayout.JAVA_BOOLEAN,
            byte.class, ValueLayout.JAVA_BYTE,
            int.class, ValueLayout.JAVA_INT,
            long.class, ValueLayout.JAVA_LONG,
            MemorySegment.class, POINTER);

    private final SymbolLookup symbols;

    NativeLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /** The C library of this process. */
    static NativeLibrary ofTheSystem() {
        return new NativeLibrary(LINKER.defaultLookup());
    }

    /**
     * A function of the library.
     *
     * @param type a public interface with one method of the function's type
     * @throws NoSuchElementException when the library has no such symbol
     */
    @SuppressWarnings("restricted") // the types are those of the headers
    <T> T function(String symbol, Class<T> type) {
        var address = symbols.find(symbol)
                .orElseThrow(() -> new NoSuchElementException("the library has no function " + symbol));
        return MethodHandleProxies.asInterfaceInstance(type, LINKER.downcallHandle(address, descriptor(type)));
    }

    private static FunctionDescriptor descriptor(Class<?> type) {
        Method method = Stream.of(type.getMethods()).findFirst().orElseThrow();
        MemoryLayout[] params =
                Stream.of(method.getParameterTypes()).map(LAYOUTS::get).toArray(MemoryLayout[]::new);
        return method.getReturnType() == void.class
                ? FunctionDescriptor.ofVoid(params)
                : FunctionDescriptor.of(LAYOUTS.get(method.getReturnType()), params);
    }
}
