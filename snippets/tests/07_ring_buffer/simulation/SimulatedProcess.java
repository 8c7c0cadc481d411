//SOURCES Continuation.java Footprint.java Simulation.java SimulatedMachine.java
//SOURCES StoreBuffer.java

import java.util.BitSet;

/** A process of a simulation: its code, its store buffer, and what it has seen so far. */
public final class SimulatedProcess {
    final String name;
    boolean dead, done;
    final Continuation continuation;
    final SimulatedProcess successorOf;
    final StoreBuffer buffer = new StoreBuffer();
    /** Its next step: where in the code, the address or 0, and a kind of {@link Footprint}. */
    String where = "start";
    long address;
    int kind = Footprint.NOTHING;
    int bit;
    Throwable failure;
    /** What it has seen since its local state was known. Together they decide what it does next. */
    long history;
    long mark, clock, asleepOn;
    int vain, seen;
    boolean idle;
    /** The words that its last looks have read, and whether any of them has changed since. */
    final BitSet looked = new BitSet();
    boolean looks, outdated;

    /** @param successorOf it starts when this process has died; null if it starts at once */
    public SimulatedProcess(String name, SimulatedProcess successorOf, Runnable body) {
        this.name = name;
        this.successorOf = successorOf;
        continuation = new Continuation(() -> {
            try {
                history = 1;
                body.run();
                Simulation.step("ends", 0, Footprint.OTHER);
            } catch (Throwable t) {
                failure = t;
            }
            buffer.flush();
            done = true;
        });
    }

    public String name() {
        return name;
    }

    /** Whether it has ended, and was not killed. */
    public boolean ended() {
        return done;
    }

    /** Whether it has started, and neither ended nor died. */
    public boolean lives() {
        return !dead && !done && (successorOf == null || successorOf.dead);
    }

    boolean canRun() {
        return lives() && asleepOn == 0
            && !(idle && vain >= Simulation.PATIENCE && !outdated);
    }

    /** Whether it lives or may still start. */
    boolean mayRun(boolean mayDie) {
        return !dead && !done && (successorOf == null || successorOf.dead
            || mayDie && successorOf.mayRun(true));
    }

    long state() {
        if (dead || done) {
            return dead ? 2 : 4;
        }
        return history * 31 + (canRun() ? 1 : 0) + (idle ? 8 : 0) + 16 * vain
            + (outdated ? 256 : 0) + (asleepOn != 0 && mark == SimulatedMachine.changes ? 1024 : 0)
            + 2048 * asleepOn
            + 31 * buffer.state() + 8192L * looked.hashCode();
    }
}
