//SOURCES Continuation.java Simulation.java

import java.util.ArrayList;
import java.util.List;

/** A process of a simulation: its code, its store buffer, and what it has seen so far. */
public final class SimulatedProcess {
    /** A store that other processes do not see yet. */
    record Store(long address, long value, boolean isRelease) {}

    final String name;
    boolean dead, done;
    final Continuation continuation;
    private final SimulatedProcess successorOf;
    final List<Store> buffer = new ArrayList<>();
    String where = "start";
    long address;
    Throwable failure;
    long history, mark, clock, asleepOn;
    int vain;
    boolean idle;

    /** @param successorOf it starts when this process has died; null if it starts at once */
    public SimulatedProcess(String name, SimulatedProcess successorOf, Runnable body) {
        this.name = name;
        this.successorOf = successorOf;
        continuation = new Continuation(() -> {
            try {
                body.run();
            } catch (Throwable t) {
                failure = t;
            }
            Simulation.flush();
            done = true;
        });
    }

    public String name() {
        return name;
    }

    /** Whether it neither ended nor died. */
    public boolean lives() {
        return !dead && !done && (successorOf == null || successorOf.dead);
    }

    boolean canRun() {
        return lives() && asleepOn == 0
            && !(idle && vain >= Simulation.PATIENCE && mark == Simulation.changes);
    }

    long state() {
        return dead || done ? dead ? 2 : 4 : history * 31 + (canRun() ? 1 : 0)
            + (idle ? 8 : 0) + 16 * vain + (mark == Simulation.changes ? 1024 : 0) + 2048 * asleepOn
            + 31 * buffer.hashCode();
    }
}
