package dev.triptych.driver.wasm.engine.wasmtime;

import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Ask;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Bound;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Call;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.CallBack;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Check;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Define;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Export;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Fill;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Instantiate;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Load;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Make;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.MakeFrom;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.MakeFromByte;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.MakeFromBytes;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.MakeFromTwo;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.MakeWith;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Pass;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.PassTwo;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Release;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.SetFlag;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.SetSize;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.Try;
import dev.triptych.driver.wasm.engine.wasmtime.Signatures.TryTwo;

/**
 * The functions of the C API that core modules need, by the names of its headers without their prefix.
 *
 * @see <a href="https://docs.wasmtime.dev/c-api/">the C API</a>
 */
record WasmtimeApi(
        Make configNew,
        SetFlag epochInterruption,
        SetSize maxWasmStack,
        SetSize asyncStackSize,
        SetFlag signalsBasedTraps,
        SetFlag wasmThreads,
        SetFlag wasmGc,
        SetFlag wasmMemory64,
        SetFlag wasmMultiMemory,
        SetFlag wasmExceptions,
        SetFlag memoryInitCow,
        Pass hostMemoryCreator,
        MakeFrom engineNew,
        Release engineDelete,
        Release incrementEpoch,
        Check moduleValidate,
        Load moduleNew,
        Try moduleSerialize,
        Load moduleDeserialize,
        Release moduleDelete,
        PassTwo moduleImageRange,
        MakeFrom linkerNew,
        Release linkerDelete,
        Define defineFunction,
        TryTwo instantiatePre,
        Release instancePreDelete,
        MakeFromByte valtypeNew,
        Fill valtypeVecNew,
        MakeFromTwo functypeNew,
        Release functypeDelete,
        MakeWith storeNew,
        MakeFrom storeContext,
        Release storeDelete,
        Bound storeLimiter,
        CallBack epochCallback,
        SetSize epochDeadline,
        Instantiate preInstantiate,
        Export instanceExport,
        Call functionCall,
        MakeFrom errorNew,
        Pass errorMessage,
        Release errorDelete,
        MakeFromBytes trapNew,
        Ask trapCode,
        Pass trapMessage,
        Release trapDelete,
        Release bytesDelete) {

    /**
     * Finds all of them.
     *
     * @throws java.util.NoSuchElementException naming the first that the library does not have
     */
    static WasmtimeApi of(NativeLibrary library) {
        return new WasmtimeApi(
                library.function("wasm_config_new", Make.class),
                library.function("wasmtime_config_epoch_interruption_set", SetFlag.class),
                library.function("wasmtime_config_max_wasm_stack_set", SetSize.class),
                library.function("wasmtime_config_async_stack_size_set", SetSize.class),
                library.function("wasmtime_config_signals_based_traps_set", SetFlag.class),
                library.function("wasmtime_config_wasm_threads_set", SetFlag.class),
                library.function("wasmtime_config_wasm_gc_set", SetFlag.class),
                library.function("wasmtime_config_wasm_memory64_set", SetFlag.class),
                library.function("wasmtime_config_wasm_multi_memory_set", SetFlag.class),
                library.function("wasmtime_config_wasm_exceptions_set", SetFlag.class),
                library.function("wasmtime_config_memory_init_cow_set", SetFlag.class),
                library.function("wasmtime_config_host_memory_creator_set", Pass.class),
                library.function("wasm_engine_new_with_config", MakeFrom.class),
                library.function("wasm_engine_delete", Release.class),
                library.function("wasmtime_engine_increment_epoch", Release.class),
                library.function("wasmtime_module_validate", Check.class),
                library.function("wasmtime_module_new", Load.class),
                library.function("wasmtime_module_serialize", Try.class),
                library.function("wasmtime_module_deserialize", Load.class),
                library.function("wasmtime_module_delete", Release.class),
                library.function("wasmtime_module_image_range", PassTwo.class),
                library.function("wasmtime_linker_new", MakeFrom.class),
                library.function("wasmtime_linker_delete", Release.class),
                library.function("wasmtime_linker_define_func_unchecked", Define.class),
                library.function("wasmtime_linker_instantiate_pre", TryTwo.class),
                library.function("wasmtime_instance_pre_delete", Release.class),
                library.function("wasm_valtype_new", MakeFromByte.class),
                library.function("wasm_valtype_vec_new", Fill.class),
                library.function("wasm_functype_new", MakeFromTwo.class),
                library.function("wasm_functype_delete", Release.class),
                library.function("wasmtime_store_new", MakeWith.class),
                library.function("wasmtime_store_context", MakeFrom.class),
                library.function("wasmtime_store_delete", Release.class),
                library.function("wasmtime_store_limiter", Bound.class),
                library.function("wasmtime_store_epoch_deadline_callback", CallBack.class),
                library.function("wasmtime_context_set_epoch_deadline", SetSize.class),
                library.function("wasmtime_instance_pre_instantiate", Instantiate.class),
                library.function("wasmtime_instance_export_get", Export.class),
                library.function("wasmtime_func_call", Call.class),
                library.function("wasmtime_error_new", MakeFrom.class),
                library.function("wasmtime_error_message", Pass.class),
                library.function("wasmtime_error_delete", Release.class),
                library.function("wasmtime_trap_new", MakeFromBytes.class),
                library.function("wasmtime_trap_code", Ask.class),
                library.function("wasm_trap_message", Pass.class),
                library.function("wasm_trap_delete", Release.class),
                library.function("wasm_byte_vec_delete", Release.class));
    }
}
