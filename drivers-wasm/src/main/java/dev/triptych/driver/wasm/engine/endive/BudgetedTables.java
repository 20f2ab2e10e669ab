package dev.triptych.driver.wasm.engine.endive;

import java.util.ArrayList;
import java.util.List;
import run.endive.runtime.TableInstance;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/**
 * The tables of one run. Endive's own grow the limits of the module, which all its runs share, so each run gets a copy of
 * them, bounded by what is left of its budget.
 */
final class BudgetedTables {
    /** What an entry takes in Endive: a function's number and a reference to its instance. */
    private static final int ENTRY_BYTES = 8;

    private final long mostEntries;
    private final List<TableInstance> tables = new ArrayList<>();
    private long promised;
    private volatile long peak;

    BudgetedTables(long mostEntries) {
        this.mostEntries = mostEntries;
    }

    TableInstance create(Table table, int initial) {
        long minimum = table.limits().min();
        long maximum = Math.min(table.limits().max(), mostEntries - promised);
        if (minimum > maximum) {
            throw new LinearMemory.OverBudget();
        }
        promised += maximum;
        TableLimits own = new TableLimits(minimum, maximum, table.limits().shared());
        TableInstance made = new TableInstance(new Table(table.elementType(), own, table.initialize()), initial);
        synchronized (tables) {
            tables.add(made);
        }
        return made;
    }

    /** After the end there are none, and what there was is the peak: tables only grow. */
    void release() {
        peak = bytes();
        synchronized (tables) {
            tables.clear();
        }
    }

    long bytes() {
        synchronized (tables) {
            return tables.stream()
                    .mapToLong(table -> (long) table.size() * ENTRY_BYTES)
                    .sum();
        }
    }

    long peakBytes() {
        return Math.max(peak, bytes());
    }
}
