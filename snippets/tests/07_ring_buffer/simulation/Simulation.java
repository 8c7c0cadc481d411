//SOURCES ../../../07_ring_buffer/ring/RingLayout.java Continuation.java LongSet.java
//SOURCES Scenario.java SimulatedProcess.java

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs simulated processes on one thread, one step at a time. Each process is a continuation, which
 * gives the turn back before each access to shared memory. A process that is killed is never
 * continued. A {@link Chooser} decides who has the next turn, who dies, and which store is delayed.
 */
public final class Simulation {
    /** Chooses one of several options. Option 0 is the one without preemption, death or delay. */
    interface Chooser {
        int choose(int options, boolean lastIsDeath);

        /** Whether this run has left the path of an earlier one. */
        boolean isNew();
    }

    /** What to search, and how far. */
    record Bounds(int preemptions, int deaths, int delays, boolean looksUp) {}

    /** How often a process may look in vain before it waits for a change of the memory. */
    static final int PATIENCE = 2;
    private static final int MOST_STEPS = 4000;

    static Bounds bounds;
    static LongSet visited;
    static List<String[]> trace;   // null if nobody wants it; else process, action, place
    static long steps;
    private static Scenario scenario;
    private static Chooser chooser;
    private static List<SimulatedProcess> processes;
    private static SimulatedProcess me;     // null outside of a run: then an access happens at once
    private static SimulatedProcess last, chosen;
    private static final SimulatedProcess[] options = new SimulatedProcess[16];
    private static final Map<Long, SimulatedProcess> locks = new HashMap<>();
    private static long memory, world;
    /** How often the memory has changed in this run. */
    static long changes;
    private static int preemptions, deaths, delays, runSteps;
    private static String verdict;

    private Simulation() {}

    /** Runs a scenario once. Returns null, or what is wrong, or PRUNED if it met a known state. */
    static String run(Scenario s, Chooser by) {
        scenario = s;
        chooser = by;
        memory = world = changes = 0;
        preemptions = deaths = delays = runSteps = 0;
        last = null;
        verdict = null;
        locks.clear();
        processes = s.start();
        for (SimulatedProcess next = pick(); next != null; next = chosen) {
            me = next;
            next.continuation.run();
            if (next.failure != null) {
                me = null;
                return next.name + " failed: " + next.failure;
            }
            if (next.done) {
                locks.values().removeIf(next::equals);
                changes++;
                chosen = pick();
            }
            me = null;
        }
        return verdict;
    }

    static final String PRUNED = "met a state that an earlier run has met";

    /** Decides who does the next step. Returns null if the run is over. */
    private static SimulatedProcess pick() {
        while (runSteps++ < MOST_STEPS) {
            boolean inside = last != null && last.canRun() && !last.idle;
            int n = 0;
            if (inside) {
                options[n++] = last;
            }
            for (SimulatedProcess p : processes) {
                if (p.canRun() && (!inside || p != last && preemptions < bounds.preemptions)) {
                    options[n++] = p;
                }
            }
            if (n == 0 && lookUp()) {
                continue;
            } else if (n == 0) {
                verdict = scenario.verdict();
                return null;
            }
            boolean mayDie = last != null && deaths < bounds.deaths && last.lives();
            if (visited != null && chooser.isNew() && !visited.add(state())) {
                verdict = PRUNED;
                return null;
            }
            int choice = n == 1 && !mayDie ? 0 : chooser.choose(mayDie ? n + 1 : n, mayDie);
            if (choice == n) {
                note(last, "is killed before", last.where);
                kill(last);
                continue;
            }
            preemptions += inside && options[choice] != last ? 1 : 0;
            last = options[choice];
            note(last, "", last.where);
            steps++;
            return last;
        }
        verdict = "it goes on for more than " + MOST_STEPS + " steps";
        return null;
    }

    /** Ends a process. What it has stored becomes visible, and then its locks are free. */
    private static void kill(SimulatedProcess p) {
        SimulatedProcess before = me;
        me = p;
        flush();
        me = before;
        p.dead = true;
        locks.values().removeIf(p::equals);
        deaths++;
        changes++;
    }

    /** If all wait, time passes: a process that sleeps with a time limit looks again. */
    private static boolean lookUp() {
        boolean any = false;
        for (SimulatedProcess p : processes) {
            p.vain = p.mark == changes ? p.vain : 0;
            p.mark = changes;
            if (bounds.looksUp && !p.dead && p.asleepOn != 0 && p.vain++ < PATIENCE) {
                p.asleepOn = 0;
                any = true;
            }
        }
        return any;
    }

    private static void note(SimulatedProcess p, String action, String where) {
        if (trace != null) {
            String what = p.address == 0 ? "" : " " + scenario.nameOf(p.address);
            trace.add(new String[] {p.name, action, where + what});
        }
    }

    private static long state() {
        long h = mix(memory) + world * 31 + preemptions * 7L + deaths * 1009L + delays * 100_003L
            + locks.size();
        for (SimulatedProcess p : processes) {
            h = mix(h * 31 + p.state() + (p == last ? 5 : 0));
        }
        return h;
    }

    static long mix(long h) {
        h = (h ^ h >>> 32) * 0xd6e8feb86659fd93L;
        return (h ^ h >>> 32) * 0xd6e8feb86659fd93L ^ h >>> 29;
    }

    // -------------------------------------------------------------------------- for scenarios

    public static SimulatedProcess me() {
        return me;
    }

    /** Something that the verdict depends on. */
    public static void remember(long what) {
        world = mix(world * 31 + what);
    }

    /** A look begins ... */
    public static void look() {
        me.vain = me.mark == changes ? me.vain : 0;
        me.mark = changes;
    }

    /** ... and was in vain. A process that looks again and again stops until something changes. */
    public static void idle() {
        me.vain += me.mark == changes ? 1 : 0;
        flush();
        me.idle = true;
        step("waits", 0);
        me.idle = false;
    }

    // --------------------------------------------------------------------------- for Access

    /** @param address what the step accesses, or 0 */
    static void step(String where, long address) {
        if (me != null) {
            me.where = where;
            me.address = address;
            chosen = pick();
            if (chosen != me) {
                Continuation.yield();
            }
            me.history = mix(me.history * 31 + where.hashCode());
        }
    }

    static long saw(long value) {
        if (trace != null && me != null) {
            trace.getLast()[2] += " = " + value;
        }
        if (me != null) {
            me.history = mix(me.history * 31 + value);
        }
        return value;
    }

    static void changed(long address, long before, long after) {
        if (trace != null && me != null && !trace.isEmpty()) {
            trace.getLast()[2] += ": " + scenario.nameOf(address) + " := " + after;
        }
        if (me != null && before != after) {
            memory += mix(address * 31 + after) - mix(address * 31 + before);
            changes++;
            scenario.changed(me, address, before, after);
        }
    }

    /** The value that this process has stored last, if it is still in its store buffer. */
    static long buffered(long address, long inMemory) {
        for (int i = me == null ? -1 : me.buffer.size() - 1; i >= 0; i--) {
            if (me.buffer.get(i).address() == address) {
                return me.buffer.get(i).value();
            }
        }
        return inMemory;
    }

    /** Stores a long now, or delays it. */
    static void store(long address, long value, boolean isRelease) {
        var store = new SimulatedProcess.Store(address, value, isRelease);
        boolean empty = me == null || me.buffer.isEmpty();
        if (me != null && (!empty || delays < bounds.delays)) {
            int choice = chooser.choose(2, false);
            if (choice == 1 && (!empty || isRelease || delays < bounds.delays)) {
                delays += empty ? 1 : 0;
                me.buffer.add(store);
                note(me, "delays", me.where);
                me.history = mix(me.history * 31 + 7);
                return;
            }
        }
        if (isRelease || !empty && me.buffer.stream().anyMatch(s -> s.address() == address)) {
            flush();   // a plain store may overtake the stores in the buffer, a release store not
        }
        write(store);
    }

    private static void write(SimulatedProcess.Store store) {
        long before = (long) RingLayout.LONG.getAndSet(RingLayout.ALL_MEMORY, store.address(),
            store.value());
        changed(store.address(), before, store.value());
    }

    static void flush() {
        if (me != null && !me.buffer.isEmpty()) {
            me.buffer.forEach(Simulation::write);
            me.buffer.clear();
        }
    }

    static void sleep(long address) {
        if (me != null) {
            me.asleepOn = address;
            step("sleeps", 0);
        }
    }

    static int wake(long address, int most) {
        int woken = 0;
        for (SimulatedProcess p : me == null ? List.<SimulatedProcess>of() : processes) {
            if (p.asleepOn == address && woken < most) {
                p.asleepOn = 0;
                woken++;
            }
        }
        return woken;
    }

    static boolean tryLock(long offset) {
        return me == null || locks.putIfAbsent(offset, me) == null;
    }

    static boolean isHeld(long offset) {
        return locks.containsKey(offset);
    }

    static long nanoTime() {
        return me == null ? 0 : (me.clock += 20_000_000);
    }
}
