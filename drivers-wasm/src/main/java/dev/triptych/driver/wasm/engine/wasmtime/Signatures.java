package dev.triptych.driver.wasm.engine.wasmtime;

import java.lang.foreign.MemorySegment;

/** The types of C functions, each as an interface from whose one method the type is read. */
public final class Signatures {
    private Signatures() {}

    /** Makes a thing out of nothing. */
    public interface Make {
        MemorySegment call();
    }

    /** Makes or finds a thing by means of another. */
    public interface MakeFrom {
        MemorySegment call(MemorySegment from);
    }

    /** Makes a thing with a pointer for the callbacks, and what to call when it goes. */
    public interface MakeWith {
        MemorySegment call(MemorySegment from, MemorySegment data, MemorySegment finalizer);
    }

    /** Makes one thing from two. */
    public interface MakeFromTwo {
        MemorySegment call(MemorySegment first, MemorySegment second);
    }

    /** Makes a thing from a small number. */
    public interface MakeFromByte {
        MemorySegment call(byte value);
    }

    /** Makes a thing from bytes. */
    public interface MakeFromBytes {
        MemorySegment call(MemorySegment bytes, long length);
    }

    /** Makes several at once. */
    public interface Fill {
        void call(MemorySegment result, long count, MemorySegment from);
    }

    /** Uses a thing up. */
    public interface Release {
        void call(MemorySegment what);
    }

    /** Sets an option to yes or no. */
    public interface SetFlag {
        void call(MemorySegment config, boolean on);
    }

    /** Sets an option to a size or a count. */
    public interface SetSize {
        void call(MemorySegment config, long value);
    }

    /** Gives a thing another one, or a place for an answer. */
    public interface Pass {
        void call(MemorySegment what, MemorySegment other);
    }

    /** As {@link Pass}, with two others. */
    public interface PassTwo {
        void call(MemorySegment what, MemorySegment first, MemorySegment second);
    }

    /** As {@link Pass}, and says whether there was an answer. */
    public interface Ask {
        boolean call(MemorySegment what, MemorySegment answer);
    }

    /** As {@link Pass}, and answers with an error. */
    public interface Try {
        MemorySegment call(MemorySegment what, MemorySegment result);
    }

    /** As {@link Try}, with one more. */
    public interface TryTwo {
        MemorySegment call(MemorySegment what, MemorySegment with, MemorySegment result);
    }

    /** Instantiates, or calls without arguments: the place for a trap comes last. */
    public interface Instantiate {
        MemorySegment call(MemorySegment what, MemorySegment store, MemorySegment result, MemorySegment trap);
    }

    /** Checks bytes. */
    public interface Check {
        MemorySegment call(MemorySegment engine, MemorySegment bytes, long length);
    }

    /** Makes a thing from bytes, or answers with an error. */
    public interface Load {
        MemorySegment call(MemorySegment engine, MemorySegment bytes, long length, MemorySegment result);
    }

    /** Finds what an instance exports. */
    public interface Export {
        boolean call(
                MemorySegment store, MemorySegment instance, MemorySegment name, long nameLength, MemorySegment item);
    }

    /** Calls a function of a guest. */
    public interface Call {
        MemorySegment call(
                MemorySegment store,
                MemorySegment function,
                MemorySegment args,
                long argCount,
                MemorySegment results,
                long resultCount,
                MemorySegment trap);
    }

    /** Gives guests a function of the host. */
    public interface Define {
        MemorySegment call(
                MemorySegment linker,
                MemorySegment module,
                long moduleLength,
                MemorySegment name,
                long nameLength,
                MemorySegment type,
                MemorySegment function,
                MemorySegment data,
                MemorySegment finalizer);
    }

    /** Sets what to call back. */
    public interface CallBack {
        void call(MemorySegment store, MemorySegment function, MemorySegment data, MemorySegment finalizer);
    }

    /** Bounds what a store may hold; below 0 is no bound. */
    public interface Bound {
        void call(MemorySegment store, long memoryBytes, long tableEntries, long instances, long tables, long memories);
    }

    /** Opens an instance of a linker by its name. */
    public interface AddInstance {
        MemorySegment call(MemorySegment parent, MemorySegment name, long nameLength, MemorySegment result);
    }

    /** Gives components a function of the host. */
    public interface AddFunction {
        MemorySegment call(
                MemorySegment instance,
                MemorySegment name,
                long nameLength,
                MemorySegment function,
                MemorySegment data,
                MemorySegment finalizer);
    }

    /** Finds what a component exports. */
    public interface ExportIndex {
        MemorySegment call(MemorySegment component, MemorySegment parent, MemorySegment name, long nameLength);
    }

    /** Finds a function of an instance of a component. */
    public interface FindFunction {
        boolean call(MemorySegment instance, MemorySegment store, MemorySegment index, MemorySegment function);
    }

    /** Calls a function of a component. */
    public interface CallComponent {
        MemorySegment call(
                MemorySegment function,
                MemorySegment store,
                MemorySegment args,
                long argCount,
                MemorySegment results,
                long resultCount);
    }

    /** Sets a list of texts. */
    public interface SetArguments {
        boolean call(MemorySegment config, long count, MemorySegment texts);
    }

    /** Sets names and values. */
    public interface SetVariables {
        boolean call(MemorySegment config, long count, MemorySegment names, MemorySegment values);
    }

    /** Makes an instance of a component in a store. */
    public interface InstantiateComponent {
        MemorySegment call(MemorySegment linker, MemorySegment store, MemorySegment component, MemorySegment instance);
    }
}
