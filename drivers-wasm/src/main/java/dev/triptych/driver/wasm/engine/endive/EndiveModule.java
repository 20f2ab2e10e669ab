package dev.triptych.driver.wasm.engine.endive;

import dev.triptych.driver.wasm.engine.CompiledModule;
import dev.triptych.driver.wasm.wasi.WasiFunction;
import dev.triptych.driver.wasm.wasi.WasiFunctions;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.ValType;

/** A module's classes, loaded once for all its runs. */
final class EndiveModule implements CompiledModule {
    private final WasmModule module;
    private final Function<Instance, Machine> machines;
    private final List<HostCall> functions;
    private final long codeBytes;

    private EndiveModule(
            WasmModule module, Function<Instance, Machine> machines, List<HostCall> functions, long codeBytes) {
        this.module = module;
        this.machines = machines;
        this.functions = functions;
        this.codeBytes = codeBytes;
    }

    WasmModule module() {
        return module;
    }

    Function<Instance, Machine> machines() {
        return machines;
    }

    /** The host functions that it imports, each once. */
    List<HostCall> functions() {
        return functions;
    }

    @Override
    public long codeBytes() {
        return codeBytes;
    }

    /** A host function with the type by which the engine links it. */
    record HostCall(WasiFunction function, FunctionType type) {}

    static EndiveModule of(WasmModule module, CompiledCode code) {
        try {
            CodeLoader loader = new CodeLoader(code.classes());
            for (String name : code.classes().keySet()) {
                // The JVM verifies a class when it is initialised: now, and not while the first guest runs.
                Class.forName(name, true, loader);
            }
            Class<?> main = loader.loadClass(code.mainClass());
            MethodHandle constructor = MethodHandles.publicLookup()
                    .findConstructor(main, MethodType.methodType(void.class, Instance.class))
                    .asType(MethodType.methodType(Machine.class, Instance.class));
            return new EndiveModule(module, instance -> machine(constructor, instance), calls(module), code.bytes());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("compiled code without its main class", e);
        }
    }

    private static Machine machine(MethodHandle constructor, Instance instance) {
        try {
            return (Machine) constructor.invokeExact(instance);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<HostCall> calls(WasmModule module) {
        List<HostCall> calls = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < module.importSection().importCount(); i++) {
            Import one = module.importSection().getImport(i);
            WasiFunction function = WasiFunctions.byName().get(one.name());
            if (one.importType() == ExternalType.FUNCTION && function != null && !seen.contains(one.name())) {
                seen.add(one.name());
                calls.add(new HostCall(function, type(function)));
            }
        }
        return List.copyOf(calls);
    }

    static FunctionType type(WasiFunction function) {
        List<ValType> params = function.params()
                .chars()
                .mapToObj(letter -> letter == 'I' ? ValType.I64 : ValType.I32)
                .toList();
        return FunctionType.of(params, function.answers() ? List.of(ValType.I32) : List.of());
    }

    /** Defines each class when it is first needed; gone with the module. */
    private static final class CodeLoader extends ClassLoader {
        private final Map<String, byte[]> classes;

        CodeLoader(Map<String, byte[]> classes) {
            super(EndiveModule.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] code = classes.get(name);
            if (code == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, code, 0, code.length);
        }
    }
}
