//SOURCES ../../../07_ring_buffer/ring/RingLayout.java Footprint.java Simulation.java
//SOURCES SimulatedMachine.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * What woven code calls instead of an access to shared memory or of the system. Each call is a step
 * of the simulation, except stores of parts of a message.
 *
 * <p>Memory order: a plain or a release store may stay in the {@link StoreBuffer} of its process. A
 * release store leaves it after all earlier stores, a plain store in any order. Compare-and-set,
 * volatile stores, full fences and system calls empty it. A plain load may happen earlier than the
 * program says and return one of the {@link OldValues}. A load with acquire happens in the order of
 * the program.
 *
 * <p>Two things are left out. A plain load never happens after a later store. And if a process dies
 * after a store has become visible, the plain stores before it always become visible, too.
 */
public final class Access {
    private static final VarHandle INT = RingLayout.INT, LONG = RingLayout.LONG;

    private Access() {}

    // ----------------------------------------------------------------------------------- loads

    public static long getAcquireLong(VarHandle h, MemorySegment m, long at, String where) {
        Simulation.step(where, m.address() + at, Footprint.LOAD);
        return SimulatedMachine.saw(SimulatedMachine.load(m.address() + at,
            (long) LONG.getVolatile(m, at), false));
    }

    public static int getAcquireInt(VarHandle h, MemorySegment m, long at, String where) {
        Simulation.step(where, m.address() + at, Footprint.LOAD);
        return (int) SimulatedMachine.saw(SimulatedMachine.load(m.address() + at,
            (int) INT.getVolatile(m, at), false));
    }

    public static long getLong(VarHandle h, MemorySegment m, long at, String where) {
        Simulation.step(where, m.address() + at, Footprint.PLAIN_LOAD);
        return SimulatedMachine.saw(SimulatedMachine.load(m.address() + at,
            (long) LONG.getVolatile(m, at), true));
    }

    public static int getInt(VarHandle h, MemorySegment m, long at, String where) {
        Simulation.step(where, m.address() + at, Footprint.PLAIN_LOAD);
        return (int) SimulatedMachine.saw(SimulatedMachine.load(m.address() + at,
            (int) INT.getVolatile(m, at), true));
    }

    public static int getVolatileInt(VarHandle h, MemorySegment m, long at, String where) {
        return getAcquireInt(h, m, at, where);
    }

    public static long getVolatileLong(VarHandle h, MemorySegment m, long at, String where) {
        return getAcquireLong(h, m, at, where);
    }

    public static long get(MemorySegment m, ValueLayout.OfLong layout, long at, String where) {
        return getLong(LONG, m, at, where);
    }

    // ---------------------------------------------------------------------------------- stores

    public static void setReleaseLong(VarHandle h, MemorySegment m, long at, long value,
            String where) {
        Simulation.step(where, m.address() + at, Footprint.STORE);
        SimulatedMachine.store(m.address() + at, value, true);
    }

    public static void setLong(VarHandle h, MemorySegment m, long at, long value, String where) {
        Simulation.step(where, m.address() + at, Footprint.STORE);
        SimulatedMachine.store(m.address() + at, value, false);
    }

    /** A part of a message. It is no step, because no process looks at it before the next one. */
    public static void set(MemorySegment m, ValueLayout.OfLong layout, long at, long value,
            String where) {
        SimulatedMachine.storesWithStep(m.address() + at);
        SimulatedMachine.store(m.address() + at, value, false);
    }

    public static void setVolatileInt(VarHandle h, MemorySegment m, long at, int value,
            String where) {
        orderedStep(where, m.address() + at, Footprint.STORE);
        changeInt(m, at, value);
    }

    /** A step that empties the store buffer, and that no load crosses. */
    private static void orderedStep(String where, long address, int kind) {
        Simulation.step(where, address, kind);
        SimulatedMachine.flush();
        SimulatedMachine.orderLoads();
    }

    private static int changeInt(MemorySegment m, long at, int value) {
        int before = (int) INT.getAndSet(m, at, value);
        SimulatedMachine.changed(m.address() + at, before, value);
        return before;
    }

    // ------------------------------------------------------------------------- read-modify-write

    public static boolean compareAndSetLong(VarHandle h, MemorySegment m, long at, long expected,
            long value, String where) {
        orderedStep(where, m.address() + at, Footprint.STORE);
        boolean done = LONG.compareAndSet(m, at, expected, value);
        if (done) {
            SimulatedMachine.changed(m.address() + at, expected, value);
        }
        return SimulatedMachine.saw(done ? 1 : 0) == 1;
    }

    public static boolean compareAndSetInt(VarHandle h, MemorySegment m, long at, int expected,
            int value, String where) {
        orderedStep(where, m.address() + at, Footprint.STORE);
        boolean done = INT.compareAndSet(m, at, expected, value);
        if (done) {
            SimulatedMachine.changed(m.address() + at, expected, value);
        }
        return SimulatedMachine.saw(done ? 1 : 0) == 1;
    }

    public static int getAndBitwiseOrInt(VarHandle h, MemorySegment m, long at, int mask,
            String where) {
        orderedStep(where, m.address() + at, Footprint.STORE);
        int before = (int) INT.getVolatile(m, at);
        changeInt(m, at, before | mask);
        return (int) SimulatedMachine.saw(before);
    }

    public static void fullFence(String where) {
        orderedStep(where, 0, Footprint.LOAD);
    }

    // ------------------------------------------------------------------------------ the system

    public static boolean futexWait(MemorySegment word, int expected, long nanos, String where) {
        orderedStep(where, word.address(), Footprint.OTHER);
        if (SimulatedMachine.saw((int) INT.getVolatile(word, 0L)) == expected) {
            Simulation.sleep(word.address());
        }
        return true;
    }

    public static int futexWake(MemorySegment word, int most, String where) {
        orderedStep(where, word.address(), Footprint.OTHER);
        return (int) SimulatedMachine.saw(SimulatedMachine.wake(word.address(), most));
    }

    public static boolean tryLock(Object locks, long offset, String where) {
        orderedStep(where, 0, Footprint.OTHER);
        return SimulatedMachine.saw(SimulatedMachine.tryLock(offset) ? 1 : 0) == 1;
    }

    public static boolean isHeld(Object locks, long offset, String where) {
        Simulation.step(where, 0, Footprint.OTHER);
        return SimulatedMachine.saw(SimulatedMachine.isHeld(offset) ? 1 : 0) == 1;
    }

    public static void unlock(Object locks, long offset, String where) {
        orderedStep(where, 0, Footprint.OTHER);
        SimulatedMachine.unlock(offset);
    }

    /** Each look takes longer than any limit of the ring, so that no run waits for time. */
    public static long nanoTime(String where) {
        return SimulatedMachine.nanoTime();
    }

    public static void onSpinWait(String where) {}
}
