//SOURCES ../../../07_ring_buffer/ring/RingLayout.java Simulation.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * What woven code calls instead of an access to shared memory or of the system. Each call is a step
 * of the simulation, except stores that may stay in the store buffer.
 *
 * <p>Memory order: loads happen in the order of the program. A plain or a release store may stay in
 * the store buffer of its process. A release store leaves it after all earlier stores, a plain
 * store in any order. Compare-and-set, volatile stores, full fences and system calls empty it.
 */
public final class Access {
    private static final VarHandle INT = RingLayout.INT, LONG = RingLayout.LONG;

    private Access() {}

    // ----------------------------------------------------------------------------------- loads

    public static long getAcquireLong(VarHandle h, MemorySegment m, long at, String where) {
        Simulation.step(where, m.address() + at);
        return Simulation.saw(Simulation.buffered(m.address() + at,
            (long) LONG.getVolatile(m, at)));
    }

    public static int getAcquireInt(VarHandle h, MemorySegment m, long at, String where) {
        Simulation.step(where, m.address() + at);
        return (int) Simulation.saw(Simulation.buffered(m.address() + at,
            (int) INT.getVolatile(m, at)));
    }

    public static long getLong(VarHandle h, MemorySegment m, long at, String where) {
        return getAcquireLong(h, m, at, where);
    }

    public static int getInt(VarHandle h, MemorySegment m, long at, String where) {
        return getAcquireInt(h, m, at, where);
    }

    public static int getVolatileInt(VarHandle h, MemorySegment m, long at, String where) {
        return getAcquireInt(h, m, at, where);
    }

    public static long getVolatileLong(VarHandle h, MemorySegment m, long at, String where) {
        return getAcquireLong(h, m, at, where);
    }

    public static long get(MemorySegment m, ValueLayout.OfLong layout, long at, String where) {
        return getAcquireLong(LONG, m, at, where);
    }

    // ---------------------------------------------------------------------------------- stores

    public static void setReleaseLong(VarHandle h, MemorySegment m, long at, long value,
            String where) {
        Simulation.step(where, m.address() + at);
        Simulation.store(m.address() + at, value, true);
    }

    public static void setLong(VarHandle h, MemorySegment m, long at, long value, String where) {
        Simulation.step(where, m.address() + at);
        Simulation.store(m.address() + at, value, false);
    }

    /** A part of a message. It is no step, because no process looks at it before the next one. */
    public static void set(MemorySegment m, ValueLayout.OfLong layout, long at, long value,
            String where) {
        Simulation.store(m.address() + at, value, false);
    }

    public static void setVolatileInt(VarHandle h, MemorySegment m, long at, int value,
            String where) {
        Simulation.step(where, m.address() + at);
        Simulation.flush();
        changeInt(m, at, value);
    }

    private static int changeInt(MemorySegment m, long at, int value) {
        int before = (int) INT.getAndSet(m, at, value);
        Simulation.changed(m.address() + at, before, value);
        return before;
    }

    // ------------------------------------------------------------------------- read-modify-write

    public static boolean compareAndSetLong(VarHandle h, MemorySegment m, long at, long expected,
            long value, String where) {
        Simulation.step(where, m.address() + at);
        Simulation.flush();
        boolean done = LONG.compareAndSet(m, at, expected, value);
        if (done) {
            Simulation.changed(m.address() + at, expected, value);
        }
        return Simulation.saw(done ? 1 : 0) == 1;
    }

    public static boolean compareAndSetInt(VarHandle h, MemorySegment m, long at, int expected,
            int value, String where) {
        Simulation.step(where, m.address() + at);
        Simulation.flush();
        boolean done = INT.compareAndSet(m, at, expected, value);
        if (done) {
            Simulation.changed(m.address() + at, expected, value);
        }
        return Simulation.saw(done ? 1 : 0) == 1;
    }

    public static int getAndBitwiseOrInt(VarHandle h, MemorySegment m, long at, int mask,
            String where) {
        Simulation.step(where, m.address() + at);
        Simulation.flush();
        int before = (int) INT.getVolatile(m, at);
        changeInt(m, at, before | mask);
        return (int) Simulation.saw(before);
    }

    public static void fullFence(String where) {
        Simulation.step(where, 0);
        Simulation.flush();
    }

    // ------------------------------------------------------------------------------ the system

    public static boolean futexWait(MemorySegment word, int expected, long nanos, String where) {
        Simulation.step(where, word.address());
        Simulation.flush();
        if (Simulation.saw((int) INT.getVolatile(word, 0L)) == expected) {
            Simulation.sleep(word.address());
        }
        return true;
    }

    public static int futexWake(MemorySegment word, int most, String where) {
        Simulation.step(where, word.address());
        Simulation.flush();
        return (int) Simulation.saw(Simulation.wake(word.address(), most));
    }

    public static boolean tryLock(Object locks, long offset, String where) {
        Simulation.step(where, 0);
        Simulation.flush();
        return Simulation.saw(Simulation.tryLock(offset) ? 1 : 0) == 1;
    }

    public static boolean isHeld(Object locks, long offset, String where) {
        Simulation.step(where, 0);
        return Simulation.saw(Simulation.isHeld(offset) ? 1 : 0) == 1;
    }

    /** Each look takes longer than any limit of the ring, so that no run waits for time. */
    public static long nanoTime(String where) {
        return Simulation.nanoTime();
    }

    public static void onSpinWait(String where) {}
}
