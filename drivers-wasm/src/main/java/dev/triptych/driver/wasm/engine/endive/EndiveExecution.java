package dev.triptych.driver.wasm.engine.endive;

import dev.triptych.driver.wasm.engine.Execution;
import dev.triptych.driver.wasm.engine.Guest;
import dev.triptych.driver.wasm.engine.MemoryBudget;
import dev.triptych.driver.wasm.engine.Outcome;
import dev.triptych.driver.wasm.files.FileFault;
import dev.triptych.driver.wasm.wasi.Preview1;
import dev.triptych.driver.wasm.wasi.WasiFunction;
import dev.triptych.spi.ByteSize;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.UnlinkableException;
import run.endive.wasm.types.ExportSection;
import run.endive.wasm.types.ExternalType;

/** One run. Endive looks for an interrupt of its thread at every call and every jump back. */
final class EndiveExecution implements Execution {
    private static final String START = "_start";
    private static final long[] NOTHING = {};

    private final EndiveModule module;
    private final Guest guest;
    private final MemoryBudget memory;
    private final BudgetedTables tables;
    private final Object lock = new Object();
    private @Nullable Thread running;
    private boolean interrupted;

    EndiveExecution(EndiveModule module, Guest guest) {
        this.module = module;
        this.guest = guest;
        this.memory = new MemoryBudget(guest.limits().memoryBytes());
        this.tables = new BudgetedTables(guest.limits().tableEntries());
    }

    @Override
    public Outcome run() {
        if (!enter()) {
            return new Outcome.Interrupted();
        }
        try (Preview1 host = new Preview1(guest.wasi())) {
            return start(instantiate(host));
        } catch (LinearMemory.OverBudget e) {
            return new Outcome.NotStarted("the module's memory or tables at start do not fit into its limit of "
                    + new ByteSize(guest.limits().memoryBytes()));
        } catch (UnlinkableException e) {
            return new Outcome.NotStarted("an import has another type than the function that is granted");
        } catch (UninstantiableException e) {
            return new Outcome.NotStarted("the module's data or elements do not fit where they should go");
        } catch (FileFault e) {
            return new Outcome.NotStarted("a mount cannot be opened (%s)".formatted(e.errno()));
        } catch (Throwable e) {
            return Traps.outcome(e);
        } finally {
            memory.release();
            tables.release();
            leave();
        }
    }

    private Instance instantiate(Preview1 host) {
        HostFunction[] imports =
                module.functions().stream().map(call -> imported(call, host)).toArray(HostFunction[]::new);
        return Instance.builder(module.module())
                .withMachineFactory(module.machines())
                .withMemoryFactory(limits -> new LinearMemory(limits, memory))
                .withTableFactory(tables::create)
                .withImportValues(ImportValues.builder().addFunction(imports).build())
                .withStart(false)
                .build();
    }

    private static HostFunction imported(EndiveModule.HostCall call, Preview1 host) {
        WasiFunction function = call.function();
        return new HostFunction(Preview1.MODULE, function.name(), call.type(), (instance, args) -> {
            GuestView view = new GuestView(instance.memory());
            int answer = function.call(host, view, args);
            return function.answers() ? new long[] {answer} : NOTHING;
        });
    }

    private Outcome start(Instance instance) {
        if (!exportsStart()) {
            return new Outcome.NotStarted("the module exports no function " + START + ", so it is not a program");
        }
        instance.export(START).apply();
        return new Outcome.Exited(0);
    }

    private boolean exportsStart() {
        ExportSection exports = module.module().exportSection();
        for (int i = 0; i < exports.exportCount(); i++) {
            if (exports.getExport(i).name().equals(START)) {
                return exports.getExport(i).exportType() == ExternalType.FUNCTION;
            }
        }
        return false;
    }

    private boolean enter() {
        synchronized (lock) {
            if (interrupted) {
                return false;
            }
            running = Thread.currentThread();
            return true;
        }
    }

    /** After this nobody interrupts the thread for our sake any more, so it can run another guest. */
    private void leave() {
        synchronized (lock) {
            running = null;
            Thread.interrupted();
        }
    }

    @Override
    public void interrupt() {
        synchronized (lock) {
            interrupted = true;
            if (running != null) {
                running.interrupt();
            }
        }
    }

    @Override
    public long memoryBytes() {
        return memory.bytes() + tables.bytes();
    }

    @Override
    public long memoryPeakBytes() {
        return memory.peakBytes() + tables.peakBytes();
    }

    @Override
    public boolean memoryRefused() {
        return memory.refused();
    }
}
