//SOURCES Bounds.java Chooser.java Continuation.java Footprint.java Scenario.java
//SOURCES SimulatedMachine.java SimulatedProcess.java StateSet.java

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Runs simulated processes on one thread, one step at a time. Each process is a continuation, which
 * gives the turn back before each access to shared memory. A process that is killed is never
 * continued. A {@link Chooser} decides who has the next turn, who dies, which store is delayed, and
 * which plain load returns an old value.
 */
public final class Simulation {
    /** How often a process may look in vain before it waits for a change of the memory. */
    static final int PATIENCE = 2;
    private static final int MOST_STEPS = 4000;
    /** In the number of a schedule, the death of process n is option DEATH + n. */
    private static final int DEATH = 100;
    static final String PRUNED = "met a state that an earlier run has met";

    static Bounds bounds;
    static StateSet visited;       // null: each run goes to its end
    static Footprint footprint;    // null: no step is local
    static boolean everyDeath;     // also deaths that look like others
    static Set<Long> ends = new HashSet<>();
    static List<String[]> trace;   // null if nobody wants it; else process, action, place
    static long steps;
    static int delays;
    static Scenario scenario;
    static Chooser chooser;
    static List<SimulatedProcess> processes;
    static SimulatedProcess me;     // null outside of a run: then an access happens at once
    private static SimulatedProcess last, chosen;
    private static final SimulatedProcess[] options = new SimulatedProcess[32];
    private static int preemptions, deaths, runSteps;
    /** The bits of the processes whose lock the last step has met, or which it woke. */
    static int shown;
    /** The kind of the last step, whether it is local, and whether anybody could see its effect. */
    private static int did;
    static boolean isLocal, hasEffect;
    private static String verdict;

    private Simulation() {}

    /** Runs a scenario once. Returns null, or what is wrong, or PRUNED if it met a known state. */
    static String run(Scenario s, Chooser by) {
        scenario = s;
        chooser = by;
        preemptions = deaths = delays = runSteps = 0;
        last = null;
        verdict = null;
        isLocal = hasEffect = false;
        shown = did = 0;
        SimulatedMachine.reset();
        processes = s.start();
        for (int i = 0; i < processes.size(); i++) {
            processes.get(i).bit = 1 << i;
        }
        for (SimulatedProcess next = pick(); next != null; next = chosen) {
            me = next;
            next.continuation.run();
            if (next.failure != null) {
                me = null;
                return next.name + " failed: " + next.failure;
            }
            if (next.done) {
                SimulatedMachine.unlockAll(next);
                chosen = pick();
            }
            me = null;
        }
        return verdict;
    }

    /** Decides who does the next step. Returns null if the run is over. */
    private static SimulatedProcess pick() {
        while (runSteps++ < MOST_STEPS) {
            boolean inside = last != null && last.canRun() && !last.idle;
            isLocal = inside && footprint != null
                && (did == Footprint.NOTHING || last.buffer.isEmpty()
                    && footprint.isLocal(last.where, last.address, last.kind, others(last)));
            int n = options(inside);
            if (n == 0 && lookUp()) {
                continue;
            } else if (n == 0) {
                verdict = scenario.verdict();
                ends.add(StateSet.mix(scenario.state()) + Objects.hashCode(verdict));
                return null;
            }
            int all = isLocal ? n : n + victims(n);
            if (all > 1 && visited != null && chooser.isNew()
                    && !visited.add(state(), bounds.anyPreemptions() ? 0 : preemptions)) {
                verdict = PRUNED;
                return null;
            }
            int choice = chooser.choose(all, all - n);
            if (choice >= n) {
                kill(choice < DEATH ? options[choice] : processes.get(choice - DEATH));
                continue;
            }
            preemptions += inside && options[choice] != last ? 1 : 0;
            last = options[choice];
            did = last.kind;
            hasEffect = isLocal && hasEffect || did == Footprint.STORE || did == Footprint.OTHER;
            shown = 0;
            note(last, "", last.where);
            steps++;
            return last;
        }
        verdict = "it goes on for more than " + MOST_STEPS + " steps";
        return null;
    }

    /** Lists the processes that may do the next step, and first the one that did the last step. */
    private static int options(boolean inside) {
        int n = 0;
        if (inside) {
            options[n++] = last;
        }
        for (SimulatedProcess p : processes) {
            if (p.canRun() && (!inside || !isLocal && p != last
                    && (bounds.anyPreemptions() || preemptions < bounds.preemptions()))) {
                options[n++] = p;
            }
        }
        return n;
    }

    /**
     * Lists the processes that may die now. Unless every death is wanted, a process dies directly
     * after a step of its own that has an effect, or after a step of another one that shows that it
     * lives, or while its stores are delayed. A death at any other moment looks like one of these.
     */
    private static int victims(int n) {
        int victims = 0;
        for (SimulatedProcess p : processes) {
            if (deaths < bounds.deaths() && p.lives() && (everyDeath || p == last && hasEffect
                    || (p.bit & shown) != 0 || !p.buffer.isEmpty())) {
                options[n + victims++] = p;
            }
        }
        return victims;
    }

    /** The bits of the other processes that may still run, and of the scenario, which looks on. */
    static int others(SimulatedProcess me) {
        int others = Footprint.SCENARIO;
        for (SimulatedProcess p : processes) {
            others |= p != me && p.mayRun(deaths < bounds.deaths()) ? p.bit : 0;
        }
        return others;
    }

    /** The option that kills the process that is a death among the current options. */
    static int deathOption(int choice) {
        return DEATH + processes.indexOf(options[choice]);
    }

    /** Ends a process. What it has stored becomes visible, and then its locks are free. */
    private static void kill(SimulatedProcess p) {
        note(p, "is killed before", p.where);
        SimulatedProcess before = me;
        me = p;
        p.buffer.flush();
        p.dead = true;
        SimulatedMachine.unlockAll(p);
        me = before;
        deaths++;
    }

    /** If all wait, time passes: a process that sleeps with a time limit looks again. */
    private static boolean lookUp() {
        boolean any = false;
        for (SimulatedProcess p : processes) {
            p.vain = p.mark == SimulatedMachine.changes ? p.vain : 0;
            p.mark = SimulatedMachine.changes;
            if (bounds.looksUp() && !p.dead && p.asleepOn > 0 && p.vain++ < PATIENCE) {
                p.asleepOn = 0;
                any = true;
            }
        }
        return any;
    }

    private static long state() {
        long h = SimulatedMachine.state() + scenario.state() * 31 + deaths * 1009L
            + delays * 100_003L + (deaths < bounds.deaths() ? 7 * shown : 0);
        int lastState = (bounds.anyPreemptions() ? 0 : 5)
            + (deaths < bounds.deaths() && hasEffect ? 6 : 0);
        for (SimulatedProcess p : processes) {
            h = StateSet.mix(h * 31 + p.state() + (p == last ? lastState : 0));
            h += delays < bounds.delays() && p.lives() ? SimulatedMachine.oldValues.state(p) : 0;
        }
        return h;
    }

    private static void note(SimulatedProcess p, String action, String where) {
        if (trace != null) {
            String what = p.address == 0 ? "" : " " + scenario.nameOf(p.address);
            trace.add(new String[] {p.name, action, where + what});
        }
    }

    /** Adds to the trace what the current process does besides its step. */
    static void note(String action) {
        note(me, action, me.where);
        me.history = StateSet.mix(me.history * 31 + 7);
    }

    // -------------------------------------------------------------------------- for scenarios

    public static SimulatedProcess me() {
        return me;
    }

    /** All that this process knows is in {@code localState}, and not in how it got there. */
    public static void knows(long localState) {
        if (footprint != null) {
            me.history = StateSet.mix(localState);
        }
    }

    /** A look begins ... */
    public static void look() {
        if (me.outdated) {
            found();
        }
        me.looks = true;
    }

    /** ... and found something ... */
    public static void found() {
        me.vain = 0;
        me.looks = me.outdated = false;
        me.looked.clear();
    }

    /** ... or was in vain. A process that looks again and again stops until something changes. */
    public static void idle() {
        me.vain += me.outdated ? 0 : 1;
        me.buffer.flush();
        me.idle = true;
        step("waits", 0, Footprint.NOTHING);
        me.idle = false;
    }

    /** What this step has read is noted by the scenario. */
    public static void isNoted() {
        hasEffect = true;
        if (isLocal) {
            footprint.addEffect(me.where);
        }
    }

    /** The process lives on, and does nothing more. What it has stored becomes visible. */
    public static void stay() {
        step("stays", 0, Footprint.NOTHING);
        me.buffer.flush();
        while (true) {
            sleep(-1);
        }
    }

    // --------------------------------------------------------------------------- for Access

    /** @param address what the step accesses, or 0 */
    static void step(String where, long address, int kind) {
        if (me != null) {
            me.where = where;
            me.address = address;
            me.kind = kind;
            if (footprint != null) {
                footprint.add(me.bit, address, kind);
            }
            chosen = pick();
            if (chosen != me) {
                Continuation.yield();
            }
            if (me.looks && (address != 0 || kind == Footprint.OTHER)) {
                me.looked.set(SimulatedMachine.word(address));
            }
            me.history = StateSet.mix(me.history * 31 + where.hashCode());
        }
    }

    static void sleep(long address) {
        if (me != null) {
            me.asleepOn = address;
            step("sleeps", 0, Footprint.NOTHING);
        }
    }
}
