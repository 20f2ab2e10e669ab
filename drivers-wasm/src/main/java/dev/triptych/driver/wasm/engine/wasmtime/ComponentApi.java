package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.wasmtime.Signatures.AddFunction;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.AddInstance;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Ask;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.CallBack;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.CallComponent;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.ExportIndex;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Fill;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.FindFunction;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.InstantiateComponent;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Load;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Make;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.MakeFrom;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Pass;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Release;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.SetArguments;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.SetFlag;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.SetVariables;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Try;

/** The functions of the C API that components need, and the library's own WASI, which they use. */
record ComponentApi(
        Load componentNew,
        Try serialize,
        Load deserialize,
        Release delete,
        MakeFrom linkerNew,
        SetFlag allowShadowing,
        Release linkerDelete,
        MakeFrom addWasi,
        MakeFrom linkerRoot,
        AddInstance addInstance,
        AddFunction addFunction,
        Release linkerInstanceDelete,
        InstantiateComponent instantiate,
        ExportIndex exportIndex,
        Release exportIndexDelete,
        FindFunction findFunction,
        CallComponent call,
        Release valueDelete,
        Try setWasi,
        Make wasiNew,
        SetArguments wasiArguments,
        SetVariables wasiVariables,
        Fill bytesNew,
        Pass wasiStdin,
        CallBack wasiStdout,
        CallBack wasiStderr,
        Ask exitStatus) {

    static ComponentApi of(NativeLibrary library) {
        return new ComponentApi(
                library.function("wasmtime_component_new", Load.class),
                library.function("wasmtime_component_serialize", Try.class),
                library.function("wasmtime_component_deserialize", Load.class),
                library.function("wasmtime_component_delete", Release.class),
                library.function("wasmtime_component_linker_new", MakeFrom.class),
                library.function("wasmtime_component_linker_allow_shadowing", SetFlag.class),
                library.function("wasmtime_component_linker_delete", Release.class),
                library.function("wasmtime_component_linker_add_wasip2", MakeFrom.class),
                library.function("wasmtime_component_linker_root", MakeFrom.class),
                library.function("wasmtime_component_linker_instance_add_instance", AddInstance.class),
                library.function("wasmtime_component_linker_instance_add_func", AddFunction.class),
                library.function("wasmtime_component_linker_instance_delete", Release.class),
                library.function("wasmtime_component_linker_instantiate", InstantiateComponent.class),
                library.function("wasmtime_component_get_export_index", ExportIndex.class),
                library.function("wasmtime_component_export_index_delete", Release.class),
                library.function("wasmtime_component_instance_get_func", FindFunction.class),
                library.function("wasmtime_component_func_call", CallComponent.class),
                library.function("wasmtime_component_val_delete", Release.class),
                library.function("wasmtime_context_set_wasi", Try.class),
                library.function("wasi_config_new", Make.class),
                library.function("wasi_config_set_argv", SetArguments.class),
                library.function("wasi_config_set_env", SetVariables.class),
                library.function("wasm_byte_vec_new", Fill.class),
                library.function("wasi_config_set_stdin_bytes", Pass.class),
                library.function("wasi_config_set_stdout_custom", CallBack.class),
                library.function("wasi_config_set_stderr_custom", CallBack.class),
                library.function("wasmtime_error_exit_status", Ask.class));
    }
}
