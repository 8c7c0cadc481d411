//SOURCES Footprint.java OldValues.java Simulation.java SimulatedProcess.java StateSet.java
//SOURCES StoreBuffer.java

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the processes of a simulation share: the memory, the locks, the futexes and the clock. */
final class SimulatedMachine {
    private static final Map<Long, SimulatedProcess> locks = new HashMap<>();
    static OldValues oldValues = new OldValues();
    /** How often the memory or a lock has changed in this run. */
    static long changes;
    private static long memory;

    private SimulatedMachine() {}

    static void reset() {
        memory = changes = 0;
        oldValues = new OldValues();
        locks.clear();
    }

    static long state() {
        return StateSet.mix(memory) + locks.size();
    }

    // ------------------------------------------------------------------------------ the memory

    /** What a load returns. It orders all later loads, unless it is plain. */
    static long load(long address, long inMemory, boolean isPlain) {
        SimulatedProcess me = Simulation.me;
        if (me == null) {
            return inMemory;
        }
        if (!isPlain) {
            orderLoads();
        }
        return isPlain && me.buffer.isEmpty() ? oldValues.load(me, address, inMemory)
            : me.buffer.newest(address, inMemory);
    }

    /** Later loads return nothing that is older than now. */
    static void orderLoads() {
        if (Simulation.me != null) {
            Simulation.me.seen = oldValues.now();
        }
    }

    static void store(long address, long value, boolean isRelease) {
        if (Simulation.me == null) {
            StoreBuffer.write(address, value);
        } else {
            Simulation.me.buffer.store(address, value, isRelease);
        }
    }

    static void flush() {
        if (Simulation.me != null) {
            Simulation.me.buffer.flush();
        }
    }

    /** Called after each change of the memory that other processes can see. */
    static void changed(long address, long before, long after) {
        SimulatedProcess me = Simulation.me;
        if (me == null) {
            return;
        }
        append(": " + Simulation.scenario.nameOf(address) + " := " + after);
        if (before != after) {
            memory += StateSet.mix(address * 31 + after) - StateSet.mix(address * 31 + before);
            oldValues.add(address, before, me);
            changed(word(address));
            if (Simulation.scenario.changed(me, address, before, after)
                    && Simulation.footprint != null) {
                Simulation.footprint.add(Footprint.SCENARIO, address, Footprint.LOAD);
            }
        }
    }

    /** A step returns this value. */
    static long saw(long value) {
        SimulatedProcess me = Simulation.me;
        if (me != null) {
            append(" = " + value);
            me.history = StateSet.mix(me.history * 31 + value);
        }
        return value;
    }

    /** Writes a part of a message together with the step before. */
    static void storesWithStep(long address) {
        SimulatedProcess me = Simulation.me;
        Simulation.hasEffect = true;
        if (Simulation.footprint != null && me != null) {
            Simulation.footprint.add(me.bit, address, Footprint.STORE);
            if (Simulation.isLocal) {
                Simulation.footprint.addEffect(me.where, address, Simulation.others(me));
            }
        }
    }

    static void append(String text) {
        if (Simulation.trace != null && !Simulation.trace.isEmpty()) {
            Simulation.trace.getLast()[2] += text;
        }
    }

    /** The number of a word of the ring. Word 0 never changes, so it stands for the locks. */
    static int word(long address) {
        return address == 0 ? 0
            : (int) (address - Simulation.scenario.memory().address() >>> 3);
    }

    private static void changed(int word) {
        changes++;
        for (SimulatedProcess p : Simulation.processes) {
            p.outdated |= p != Simulation.me && p.looked.get(word);
        }
    }

    // ------------------------------------------------------------------------------ the system

    static int wake(long address, int most) {
        int woken = 0;
        for (SimulatedProcess p : Simulation.me == null ? List.<SimulatedProcess>of()
                : Simulation.processes) {
            if (p.asleepOn == address && woken < most) {
                p.asleepOn = 0;
                Simulation.shown |= p.bit;
                woken++;
            }
        }
        return woken;
    }

    static boolean tryLock(long offset) {
        return Simulation.me == null
            || !isHeld(offset) && locks.put(offset, Simulation.me) == null;
    }

    static boolean isHeld(long offset) {
        SimulatedProcess holder = locks.get(offset);
        Simulation.shown |= holder == null ? 0 : holder.bit;
        return holder != null;
    }

    static void unlock(long offset) {
        locks.remove(offset, Simulation.me);
        changed(0);
    }

    /** Linux does this when a process ends. */
    static void unlockAll(SimulatedProcess p) {
        locks.values().removeIf(p::equals);
        changed(0);
    }

    /** Each look at the clock is 20 ms later, which is longer than the ring's limit of 10 ms. */
    static long nanoTime() {
        return Simulation.me == null ? 0 : (Simulation.me.clock += 20_000_000);
    }
}
