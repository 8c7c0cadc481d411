//SOURCES ../../../07_ring_buffer/ring/FutexCondition.java
//SOURCES ../../../07_ring_buffer/ring/LanesConsumer.java
//SOURCES ../../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../../07_ring_buffer/ring/ManyToOneProducer.java
//SOURCES ../../../07_ring_buffer/ring/OneToOneProducer.java
//SOURCES ../../../07_ring_buffer/ring/Ring.java ../../../07_ring_buffer/ring/RingLayout.java
//SOURCES ../../../07_ring_buffer/ring/SlotHeader.java Deliveries.java LocalState.java
//SOURCES Scenario.java SimulatedProcess.java Simulation.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Producers put messages into a ring, and a consumer takes them out. If one of them dies, another
 * process takes its place. {@link Deliveries} checks what came. The class uses the ring as programs
 * do and knows no schedule.
 */
public final class RingScenario implements Scenario {
    private static final long NO_MORE = Long.MAX_VALUE;

    private final boolean isMany;
    private final int producers, messages, length;
    private final boolean sleeps, finishes, takesTwo;
    private final Ring ring;
    private final MemorySegment before;
    private Deliveries deliveries;

    /**
     * @param kind one, lanes or many
     * @param length the length of every second message of a ring of kind many
     * @param how spin or sleep: whether processes wait on the futex conditions; with ",finish" the
     *     first producer closes a ring of kind many, and each producer closes its lane; with ",two"
     *     the consumer takes a second message, if there is one, before it reads the first one
     */
    public RingScenario(String path, String kind, int producers, int messages, int capacity,
            int length, String how) {
        isMany = kind.equals("many");
        this.producers = producers;
        this.messages = messages;
        this.length = length;
        sleeps = how.startsWith("sleep");
        finishes = how.contains(",finish");
        takesTwo = how.endsWith(",two");
        ring = isMany ? Ring.createManyToOne(path, capacity)
            : Ring.createLanes(path, producers, capacity, 8);
        before = MemorySegment.ofArray(ring.memory.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public List<SimulatedProcess> start() {
        ring.memory.copyFrom(before);
        var processes = new ArrayList<SimulatedProcess>();
        for (int i = 1; i <= producers; i++) {
            long number = i;
            var producer = new SimulatedProcess("P" + i, null, () -> produce(number, messages));
            processes.add(producer);
            processes.add(new SimulatedProcess("Q" + i, producer, () -> produce(number + 5, 1)));
        }
        deliveries = new Deliveries(isMany ? 0 : producers, takesTwo ? 2 : 1, processes);
        var consumer = new SimulatedProcess("C", null, () -> consume(deliveries.first));
        processes.add(consumer);
        processes.add(new SimulatedProcess("D", consumer, () -> consume(deliveries.second)));
        return processes;
    }

    private void produce(long number, int messages) {
        try {
            if (isMany) {
                var many = new ManyToOneProducer(ring);
                put(number, messages, many, many::tryClaim, many::commit, many::finish);
            } else {
                var one = new OneToOneProducer(ring);
                put(number, messages, one, length -> one.tryClaim(), one::commit, one::finish);
            }
        } catch (IllegalStateException refusal) {
            deliveries.refused(refusal);
            Simulation.stay();   // it lives on, and so do its locks
        }
    }

    private interface Claim {
        long tryClaim(int length);
    }

    private void put(long number, int messages, Object role, Claim claim, Runnable commit,
            Runnable finish) {
        for (int i = 1; i <= messages; i++) {
            long message = number * 100 + i;
            int bytes = isMany && i % 2 == 0 ? length : 8;
            deliveries.claims(message, SlotHeader.slots(bytes));
            long at = until(ring.notFull, role, i, () -> claim.tryClaim(bytes));
            ring.memory.set(ValueLayout.JAVA_LONG, at, message);
            if (bytes > 64) {
                ring.memory.set(ValueLayout.JAVA_LONG, at + 64, message);
            }
            deliveries.commits(message);
            if (finishes && !isMany && i == messages) {
                break;   // this finish commits, too
            }
            commit.run();
            if (sleeps) {
                ring.notEmpty.wake();
            }
        }
        if (finishes && (!isMany || number % 5 == 1)) {
            finish.run();
        }
    }

    private void consume(List<Long> came) {
        if (isMany) {
            var many = new ManyToOneConsumer(ring);
            take(came, many, many::next, many::length, many::release, many::finished);
        } else {
            var lanes = new LanesConsumer(ring);
            take(came, lanes, lanes::next, () -> 8, lanes::release, lanes::finished);
        }
    }

    private void take(List<Long> came, Object role, LongSupplier next, IntSupplier lengthOf,
            Runnable release, BooleanSupplier finished) {
        while (true) {
            long at = until(ring.notEmpty, role, 0, () -> {
                long message = next.getAsLong();
                return message < 0 && finishes && finished.getAsBoolean() ? NO_MORE : message;
            });
            if (at == NO_MORE) {
                return;
            }
            int length = lengthOf.getAsInt();
            long second = takesTwo ? next.getAsLong() : -1;
            if (takesTwo && second < 0) {
                second = next.getAsLong();   // it skips an abandoned slot only at its second look
            }
            read(came, at, length);
            if (second >= 0) {
                read(came, second, lengthOf.getAsInt());
            }
            release.run();
            if (sleeps) {
                ring.notFull.wake();
            }
        }
    }

    private void read(List<Long> came, long at, int length) {
        long message = ring.memory.get(ValueLayout.JAVA_LONG, at);
        boolean whole = length <= 64
            || ring.memory.get(ValueLayout.JAVA_LONG, at + 64) == message;
        came.add(whole ? message : -message);
        Simulation.isNoted();
    }

    private long until(FutexCondition condition, Object role, int done, LongSupplier look) {
        var found = new long[1];
        if (sleeps) {
            Simulation.knows(LocalState.of(role) + done);
            while (!condition.await(() -> (found[0] = look.getAsLong()) >= 0, 1_000_000_000)) {
                // Not yet.
            }
            return found[0];
        }
        while (true) {
            Simulation.knows(LocalState.of(role) + done);
            Simulation.look();
            found[0] = look.getAsLong();
            if (found[0] >= 0) {
                Simulation.found();
                return found[0];
            }
            Simulation.idle();
        }
    }

    @Override
    public MemorySegment memory() {
        return ring.memory;
    }

    /** Sees claims and commits in the memory, because a process may die directly after them. */
    @Override
    public boolean changed(SimulatedProcess by, long address, long old, long now) {
        long at = address - ring.memory.address();
        if (at < RingLayout.DATA && (isMany ? at == RingLayout.TAIL
                : (at - RingLayout.TAIL) % RingLayout.LANE_BYTES == 0)) {
            deliveries.tailMoved(by, old, now);
            return true;
        }
        boolean isHeader = isMany && at >= RingLayout.DATA
            && at < RingLayout.DATA + 8L * ring.capacity;
        if (isHeader && SlotHeader.state(now) == SlotHeader.COMMITTED) {
            deliveries.committed(by);
        }
        return isHeader;
    }

    @Override
    public long state() {
        return deliveries.state();
    }

    @Override
    public String nameOf(long address) {
        long at = address - ring.memory.address();
        if (at >= RingLayout.DATA) {
            long slot = (at - RingLayout.DATA) / 8;
            return !isMany ? "slot " + slot : slot < ring.capacity ? "header " + slot
                : "slot " + (slot - ring.capacity) / 8;
        }
        if (at >= RingLayout.INTENTS && isMany) {
            return "intent " + (at - RingLayout.INTENTS) / RingLayout.INTENT_BYTES;
        }
        return at < RingLayout.TAIL ? "condition" : (at - RingLayout.TAIL)
            % RingLayout.LANE_BYTES == 0 ? "tail" : "head";
    }

    @Override
    public String verdict() {
        return deliveries.verdict();
    }
}
