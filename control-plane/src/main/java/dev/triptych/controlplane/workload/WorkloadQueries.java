package dev.triptych.controlplane.workload;

import dev.triptych.spi.WorkloadId;
import dev.triptych.spi.WorkloadKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is on record. Names are looked up among living workloads only. */
public interface WorkloadQueries {

    /**
     * The living workload of this name, or this run of it.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.NotFound when there is none
     */
    WorkloadView get(String name);

    /** The living workloads of these names; those that do not exist are left out. */
    List<WorkloadView> named(Collection<String> names);

    /** Also finds what is deleted; null when it never was. */
    @Nullable
    WorkloadView find(WorkloadId id);

    /**
     * One page, newest first.
     *
     * @param cursor {@link Page#next} of the page before; null for the first
     * @param limit at least 1
     */
    Page<WorkloadView> list(WorkloadFilter filter, @Nullable String cursor, int limit);

    /** One page of a workload's runs, newest first. */
    Page<RunRecord> runs(String name, @Nullable String cursor, int limit);

    /**
     * The living workload of this name, or this run of it.
     *
     * @throws dev.triptych.controlplane.platform.TriptychException.NotFound when there is none
     */
    RunRecord run(String name, int number);

    /** How many living workloads there are, by kind and state; without zeroes. */
    Map<WorkloadKind, Map<WorkloadState, Long>> counts();

    /** What the workloads whose run has not ended may use, in sum. */
    Allotment allotment();

    /** The living workloads whose source has these bytes in it. */
    Users usersOfArtifact(String digest);

    /** Digest of a source → the living workloads that were made of it. */
    Map<String, Users> usersByDigest();

    /** The living workloads that refer to this secret. */
    Users usersOfSecret(String secret);

    /** Living workloads that mount this volume, in the order of their names. */
    List<WorkloadView> mounting(String volume);

    /** Living workloads that share the network of all kinds, oldest first. */
    List<WorkloadView> sharingTheNetwork();

    /**
     * Living workloads that are on the network of all kinds, or would be while they run: those that share it, those whose
     * egress is bounded, and machines.
     *
     * @param limit how many are told at most
     */
    Neighbours nearTheNetwork(int limit);

    /** The living workloads that mount this volume. */
    Users usersOfVolume(String volume);

    /** Volume → the living workloads that mount it. */
    Map<String, Users> usersByVolume();

    /**
     * Workloads near a network.
     *
     * @param first the first of them, in the order of their names
     * @param count how many there are; never less than are told
     * @param present all those under way that their backends have, be they among the first or not
     */
    record Neighbours(List<WorkloadView> first, long count, List<WorkloadView> present) {
        public Neighbours {
            first = List.copyOf(first);
            present = List.copyOf(present);
        }
    }

    /**
     * A part of a list.
     *
     * @param next where the next page begins; null on the last
     */
    record Page<T>(List<T> items, @Nullable String next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** What workloads may use; memory without what backends need beyond it. */
    record Allotment(double cpus, long memoryBytes) {}
}
