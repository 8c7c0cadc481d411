//SOURCES Simulation.java SimulatedProcess.java StateSet.java

import java.util.ArrayList;
import java.util.List;

/**
 * The values that words had before. A plain load may happen early, so it may return a value that
 * was replaced since the last step of its process that orders later loads: a load with acquire, a
 * volatile access, a compare-and-set, a fence or a system call.
 */
final class OldValues {
    private record Write(long address, long before, SimulatedProcess by) {}

    private final List<Write> writes = new ArrayList<>();

    /** How many writes there were. Later loads of a process see at least these if it notes this. */
    int now() {
        return writes.size();
    }

    void add(long address, long before, SimulatedProcess by) {
        writes.add(new Write(address, before, by));
    }

    /** What a plain load returns: the current value, or an older one as one of the delays. */
    long load(SimulatedProcess by, long address, long current) {
        var legal = new ArrayList<Long>(List.of(current));
        for (int i = writes.size() - 1; i >= by.seen; i--) {
            Write write = writes.get(i);
            if (write.address == address && write.by == by) {
                break;   // its own store
            } else if (write.address == address && !legal.contains(write.before)) {
                legal.add(write.before);
            }
        }
        if (legal.size() == 1 || Simulation.delays == Simulation.bounds.delays()) {
            return current;
        }
        int choice = Simulation.chooser.choose(legal.size(), 0);
        if (choice > 0) {
            Simulation.delays++;
            Simulation.note("loads an old value");
        }
        return legal.get(choice);
    }

    /** What the next plain loads of a process may return. */
    long state(SimulatedProcess by) {
        long state = 0;
        for (int i = by.seen; i < writes.size(); i++) {
            Write write = writes.get(i);
            if (Simulation.footprint.isLoadedPlainly(write.address, by.bit)) {
                state = StateSet.mix(state * 31 + StateSet.mix(write.address) + write.before
                    + (write.by == by ? 1 : 0));
            }
        }
        return state;
    }
}
