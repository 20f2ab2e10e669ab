package dev.triptych.driver.wasm.engine.wasmtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.triptych.driver.wasm.engine.MemoryBudget;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes the memories that the library asks for, each for the run whose thread asks. */
final class LinearMemories {
    private static final long POINTER = ADDRESS.byteSize();

    private final Failures failures;
    private final KeptMemories kept = new KeptMemories();
    private final Map<Long, Mapped> memories = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final MemorySegment creator;
    private final MemorySegment get;
    private final MemorySegment grow;
    private final MemorySegment release;

    /** @param arena lives as long as the library may call back */
    LinearMemories(Failures failures, Arena arena) {
        this.failures = failures;
        Upcalls upcalls = new Upcalls(MethodHandles.lookup(), this, arena);
        this.get = upcalls.stub("get", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        this.grow = upcalls.stub("grow", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
        this.release = upcalls.stub("release", FunctionDescriptor.ofVoid(ADDRESS));
        MemorySegment create = upcalls.stub(
                "create",
                FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS));
        this.creator = arena.allocate(3 * POINTER, POINTER);
        creator.set(ADDRESS, POINTER, create);
    }

    /** What the configuration is given: our pointer (none), the callback, and no finalizer. */
    MemorySegment creator() {
        return creator;
    }

    @SuppressWarnings({"unused", "restricted"}) // called by the library, which says where its answer goes
    private MemorySegment create(
            MemorySegment env,
            MemorySegment type,
            long minimum,
            long maximum,
            long reserved,
            long guard,
            MemorySegment result) {
        try {
            WasmtimeRun run = WasmtimeRun.current();
            long most = Math.max(minimum, Math.min(maximum, run.memory().mostBytes()));
            KeptMemories.Shape shape = new KeptMemories.Shape(minimum, Math.max(reserved, most), guard);
            LinearMemory made = made(shape, run.memory());
            if (made == null) {
                run.overBudget();
                return failures.newError("no room for the memory");
            }
            run.own(made);
            long id = lastId.incrementAndGet();
            memories.put(id, new Mapped(made, shape));
            MemorySegment answer = result.reinterpret(4 * POINTER);
            answer.set(ADDRESS, 0, MemorySegment.ofAddress(id));
            answer.set(ADDRESS, POINTER, get);
            answer.set(ADDRESS, 2 * POINTER, grow);
            answer.set(ADDRESS, 3 * POINTER, release);
            return MemorySegment.NULL;
        } catch (Throwable e) {
            return noted(e);
        }
    }

    private record Mapped(LinearMemory memory, KeptMemories.Shape shape) {}

    private @Nullable LinearMemory made(KeptMemories.Shape shape, MemoryBudget budget) {
        LinearMemory again = kept.take(shape);
        if (again == null) {
            return LinearMemory.map(shape.minimum(), shape.capacity(), shape.guard(), budget);
        }
        if (again.reuse(budget)) {
            return again;
        }
        again.release();
        return null;
    }

    @SuppressWarnings({"unused", "restricted"}) // called by the library, which says where its answer goes
    private MemorySegment get(MemorySegment id, MemorySegment size, MemorySegment capacity) {
        Mapped found = memories.get(id.address());
        if (found == null) {
            // Cannot be: the library asks for what it was given and has not released.
            return MemorySegment.NULL;
        }
        LinearMemory memory = found.memory();
        size.reinterpret(Long.BYTES).set(JAVA_LONG, 0, memory.size());
        capacity.reinterpret(Long.BYTES).set(JAVA_LONG, 0, memory.capacity());
        return MemorySegment.ofAddress(memory.address());
    }

    @SuppressWarnings("unused") // called by the library
    private MemorySegment grow(MemorySegment id, long size) {
        try {
            Mapped found = memories.get(id.address());
            return found != null && found.memory().growTo(size)
                    ? MemorySegment.NULL
                    : failures.newError("the limit of the memory is reached");
        } catch (Throwable e) {
            return noted(e);
        }
    }

    @SuppressWarnings("unused") // called by the library
    private void release(MemorySegment id) {
        try {
            Mapped found = memories.remove(id.address());
            if (found != null) {
                kept.giveBack(found.shape(), found.memory());
            }
        } catch (Throwable e) {
            noted(e);
        }
    }

    /** No exception may leave an upcall. */
    private MemorySegment noted(Throwable thrown) {
        WasmtimeRun.note(thrown);
        return failures.newError("the host failed");
    }
}
