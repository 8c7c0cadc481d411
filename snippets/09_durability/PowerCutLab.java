//SOURCES Cut.java Disk.java PowerCutImages.java SimulatedDisk.java

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The power-cut lab. It runs a store on a {@link SimulatedDisk}, and looks at each call that writes
 * to the disk and at the end of each operation. If the power fails at this moment, then of all
 * changes that are not on the disk yet, any part may have reached it. So the lab builds the files
 * for every such part (see {@link PowerCutImages}), lets the store recover from them, and compares
 * what it finds with what was promised. If all is well, it does so again and runs one more
 * operation after each recovery, because a store must also work after a restart.
 *
 * <p>The changes are whole pages, then sectors of 512 bytes, then words of 8 bytes. The lab tries
 * all subsets of up to a number of changes, and a seeded sample of the subsets of more. The report
 * says which were all and which a sample.
 *
 * <p>The lab sees memory only at these moments. A value that is overwritten before the next call
 * remains unknown to it.
 */
final class PowerCutLab {
    /** A program that keeps a state in files. Operation n brings it from state n - 1 to state n. */
    interface Store {
        /** Creates the files of state 0. Everything that it leaves reaches the disk. */
        default void prepare(Disk disk) throws Exception {}

        /** Runs operation {@code n}, from 1 on. When it returns, state n is promised. */
        void apply(Disk disk, int n) throws Exception;

        /** Returns the state after a restart. */
        Object recover(Disk disk) throws Exception;

        /** Returns state {@code n}, as recover must return it. The lab also asks for a later n. */
        Object promised(int n);
    }

    /**
     * The result.
     *
     * @param images how many different contents of the disk the store recovered from
     * @param cut the smallest power cut that breaks the store
     * @param tried which subsets were tried, a line for each size of the pieces
     */
    record Report(long images, Optional<Cut> cut, List<String> tried) {}

    private record Moment(int operation, boolean returned, String when,
            SimulatedDisk.Snapshot snapshot) {}

    private final long seed;
    private final int operations;
    private final int subsetBits;
    private Store store;
    private long images;
    private final Map<String, PowerCutImages.Tried> tried = new LinkedHashMap<>();

    /**
     * @param operations how many operations run
     * @param subsetBits the lab tries all subsets of up to so many pages or sectors that changed,
     *     and a seeded sample of the subsets of more. For words, and in the run with one more
     *     operation, it tries all subsets of up to ten changes
     */
    PowerCutLab(long seed, int operations, int subsetBits) {
        this.seed = seed;
        this.operations = operations;
        this.subsetBits = subsetBits;
    }

    /**
     * Looks for the smallest cut with three operations, and all subsets of 16 changes: these are
     * the sectors of two whole pages.
     */
    static Report of(Store store, long seed) throws Exception {
        return new PowerCutLab(seed, 3, 16).run(store);
    }

    /** Finds the smallest cut: the earliest moment, and there the fewest changes on the disk. */
    Report run(Store store) throws Exception {
        this.store = store;
        images = 0;
        tried.clear();
        List<Moment> moments = record();
        for (boolean oneMore : new boolean[] {false, true}) {
            for (Moment moment : moments) {
                Predicate<PowerCutImages.Choice> isBroken = choice -> {
                    images += oneMore ? 0 : 1;
                    return fault(moment, choice.files(), oneMore).isPresent();
                };
                var cuts = new PowerCutImages(moment.snapshot(), seed, subsetBits);
                var broken = cuts.first(isBroken, !oneMore)
                    .map(choice -> cuts.shrink(choice, isBroken));
                cuts.tried().forEach(subsets -> tried.merge(subsets.pieces() + (oneMore
                    ? ", then one more operation" : ""), subsets, (one, other) ->
                        one.most() > other.most() ? one : other));
                if (broken.isPresent()) {
                    return report(Optional.of(cut(moment, broken.get(), oneMore)));
                }
            }
        }
        return report(Optional.empty());
    }

    private Report report(Optional<Cut> cut) {
        var lines = new ArrayList<String>();
        tried.forEach((pieces, subsets) -> lines.add(pieces + ": all subsets"
            + (subsets.most() <= subsets.exhaustive() ? "" : " of up to " + subsets.exhaustive()
                + " changes, a sample of more (seed " + seed + ")")
            + "; most changes at one moment: " + subsets.most()));
        return new Report(images, cut, lines);
    }

    /** Runs the operations once. Returns the moments at which the power may fail. */
    private List<Moment> record() throws Exception {
        var moments = new ArrayList<Moment>();
        try (Arena arena = Arena.ofConfined()) {
            var running = new int[1];
            var disk = new SimulatedDisk[1];
            disk[0] = new SimulatedDisk(arena, Map.of(), call -> moments.add(
                new Moment(running[0], false, "before the " + call + " in operation "
                    + running[0], disk[0].snapshot())));
            store.prepare(disk[0]);
            disk[0].syncAll();
            moments.clear();
            for (int n = 0; n <= operations; n++) {
                running[0] = n;
                if (n > 0) {
                    store.apply(disk[0], n);
                }
                moments.add(new Moment(n, true, n == 0 ? "before operation 1"
                    : "after operation " + n + " returned", disk[0].snapshot()));
            }
        }
        return moments;
    }

    /** A state that was not promised, or the exception of recover. */
    private record Fault(String when, List<Object> promised, Object seen) {}

    private Optional<Fault> fault(Moment moment, Map<String, byte[]> files, boolean oneMore) {
        var promised = new ArrayList<Object>();
        if (!moment.returned()) {
            promised.add(store.promised(moment.operation() - 1));
        }
        promised.add(store.promised(moment.operation()));
        try (Arena arena = Arena.ofConfined()) {
            var disk = new SimulatedDisk(arena, files, call -> { });
            Object seen = recover(disk);
            int found = promised.indexOf(seen);
            if (found < 0) {
                return Optional.of(new Fault("", promised, seen));
            }
            return oneMore
                ? nextFault(disk, moment.operation() + (moment.returned() ? 1 : found))
                : Optional.empty();
        }
    }

    private Object recover(Disk disk) {
        try {
            return store.recover(disk);
        } catch (Exception | Error thrown) {
            return thrown.toString();
        }
    }

    /** Runs operation {@code n} on the recovered files. Then everything unsynchronised is lost. */
    private Optional<Fault> nextFault(SimulatedDisk disk, int n) {
        String when = "After the restart, operation " + n
            + " returned, and the power failed again.";
        List<Object> promised = List.of(store.promised(n));
        try {
            store.apply(disk, n);
        } catch (Exception | Error thrown) {
            return Optional.of(new Fault("After the restart, operation " + n + " failed.",
                promised, thrown.toString()));
        }
        try (Arena arena = Arena.ofConfined()) {
            var left = PowerCutImages.nothingReached(disk.snapshot());
            Object seen = recover(new SimulatedDisk(arena, left, call -> { }));
            return promised.getFirst().equals(seen) ? Optional.empty()
                : Optional.of(new Fault(when, promised, seen));
        }
    }

    private Cut cut(Moment moment, PowerCutImages.Choice choice, boolean oneMore) {
        Fault fault = fault(moment, choice.files(), oneMore).orElseThrow(() ->
            new IllegalStateException("recover returns different states for the same files"));
        return new Cut(moment.operation(), moment.when(), choice.changes(), choice.reached(),
            choice.pages(), fault.when(), fault.promised(), fault.seen());
    }
}
