//SOURCES ../../../07_ring_buffer/ring/FutexCondition.java
//SOURCES ../../../07_ring_buffer/ring/LanesConsumer.java
//SOURCES ../../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../../07_ring_buffer/ring/ManyToOneProducer.java
//SOURCES ../../../07_ring_buffer/ring/OneToOneProducer.java
//SOURCES ../../../07_ring_buffer/ring/Ring.java ../../../07_ring_buffer/ring/RingLayout.java
//SOURCES ../../../07_ring_buffer/ring/SlotHeader.java Scenario.java
//SOURCES SimulatedProcess.java Simulation.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Producers put messages into a ring, and a consumer takes them out. If one of them dies, another
 * process takes its place. This checks that each committed message comes once, whole, in order, and
 * that nobody waits for ever. The class uses the ring as programs do and knows no schedule.
 */
public final class RingScenario implements Scenario {
    private final boolean isMany;
    private final int producers, messages, length;
    private final boolean sleeps;
    private final Ring ring;
    private final MemorySegment before;
    private final List<SimulatedProcess> processes = new ArrayList<>();
    /** What each process has claimed last, and the slots that this takes. */
    private final Map<SimulatedProcess, long[]> pending = new HashMap<>();
    /** The messages of each process whose commits are not visible yet. */
    private final Map<SimulatedProcess, Deque<Long>> commits = new HashMap<>();
    private final List<Long> claims = new ArrayList<>(), committed = new ArrayList<>();
    private final List<Long> first = new ArrayList<>(), second = new ArrayList<>();

    /**
     * @param kind one, lanes or many
     * @param length the length of every second message of a ring of kind many
     * @param sleeps whether processes wait on the futex conditions
     */
    public RingScenario(String path, String kind, int producers, int messages, int capacity,
            int length, boolean sleeps) {
        isMany = kind.equals("many");
        this.producers = producers;
        this.messages = messages;
        this.length = length;
        this.sleeps = sleeps;
        ring = isMany ? Ring.createManyToOne(path, capacity)
            : Ring.createLanes(path, producers, capacity, 8);
        before = MemorySegment.ofArray(ring.memory.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public List<SimulatedProcess> start() {
        ring.memory.copyFrom(before);
        processes.clear();
        pending.clear();
        commits.clear();
        List.of(claims, committed, first, second).forEach(List::clear);
        for (int i = 1; i <= producers; i++) {
            long number = i;
            var producer = new SimulatedProcess("P" + i, null, () -> produce(number, messages));
            processes.add(producer);
            processes.add(new SimulatedProcess("Q" + i, producer, () -> produce(number + 5, 1)));
        }
        var consumer = new SimulatedProcess("C", null, () -> consume(first));
        processes.add(consumer);
        processes.add(new SimulatedProcess("D", consumer, () -> consume(second)));
        return processes;
    }

    private void produce(long number, int messages) {
        var many = isMany ? new ManyToOneProducer(ring) : null;
        var one = isMany ? null : new OneToOneProducer(ring);
        for (int i = 1; i <= messages; i++) {
            long message = number * 100 + i;
            int bytes = isMany && i % 2 == 0 ? length : 8;
            pending.put(Simulation.me(), new long[] {message, SlotHeader.slots(bytes)});
            long at = until(ring.notFull, () -> isMany ? many.tryClaim(bytes) : one.tryClaim());
            ring.memory.set(ValueLayout.JAVA_LONG, at, message);
            if (bytes > 64) {
                ring.memory.set(ValueLayout.JAVA_LONG, at + 64, message);
            }
            commits.computeIfAbsent(Simulation.me(), p -> new ArrayDeque<>()).add(message);
            if (isMany) {
                many.commit();
            } else {
                one.commit();
            }
            if (sleeps) {
                ring.notEmpty.wake();
            }
        }
    }

    private void consume(List<Long> came) {
        LongSupplier next;
        Runnable release;
        IntSupplier lengthOf;
        if (isMany) {
            var many = new ManyToOneConsumer(ring);
            next = many::next;
            release = many::release;
            lengthOf = many::length;
        } else {
            var lanes = new LanesConsumer(ring);
            next = lanes::next;
            release = lanes::release;
            lengthOf = () -> 8;
        }
        while (true) {
            long at = until(ring.notEmpty, next);
            long message = ring.memory.get(ValueLayout.JAVA_LONG, at);
            boolean whole = lengthOf.getAsInt() <= 64
                || ring.memory.get(ValueLayout.JAVA_LONG, at + 64) == message;
            came.add(whole ? message : -message);
            release.run();
            if (sleeps) {
                ring.notFull.wake();
            }
        }
    }

    private long until(FutexCondition condition, LongSupplier look) {
        var found = new long[1];
        if (sleeps) {
            while (!condition.await(() -> (found[0] = look.getAsLong()) >= 0, 1_000_000_000)) {
                // Not yet.
            }
            return found[0];
        }
        while (true) {
            Simulation.look();
            found[0] = look.getAsLong();
            if (found[0] >= 0) {
                return found[0];
            }
            Simulation.idle();
        }
    }

    /** Sees claims and commits in the memory, because a process may die directly after them. */
    @Override
    public void changed(SimulatedProcess by, long address, long old, long now) {
        long at = address - ring.memory.address();
        if (isMany && at == RingLayout.TAIL && now - old == pending.get(by)[1]) {
            claims.add(pending.get(by)[0]);
            Simulation.remember(pending.get(by)[0]);
        } else if (isMany && at >= RingLayout.DATA && at < RingLayout.DATA + 8L * ring.capacity
                && SlotHeader.state(now) == SlotHeader.COMMITTED) {
            committed.add(commits.get(by).remove());
            Simulation.remember(-committed.getLast());
        } else if (!isMany && at < RingLayout.DATA
                && (at - RingLayout.TAIL) % RingLayout.LANE_BYTES == 0) {
            committed.add(commits.get(by).remove());
            claims.add(committed.getLast());
            Simulation.remember(committed.getLast());
        }
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
        boolean consumerLives = false;
        for (SimulatedProcess p : processes) {
            consumerLives |= p.lives() && "CD".contains(p.name());
        }
        for (SimulatedProcess p : processes) {
            if (p.lives() && consumerLives && "PQ".contains(p.name().substring(0, 1))) {
                return p.name() + " waits for ever; claimed were " + claims + ", came " + first
                    + second;
            }
        }
        List<Long> wanted = claims.stream().filter(committed::contains).toList();
        // A message that a dead consumer has read and not released comes again.
        for (int again = 0; again <= (first.isEmpty() ? 0 : 1); again++) {
            List<Long> came = new ArrayList<>(first.subList(0, first.size() - again));
            came.addAll(second);
            if (isRight(came, wanted, consumerLives) && (again == 0 || !second.isEmpty())) {
                return null;
            }
        }
        return "committed were " + wanted + ", came " + first + second;
    }

    /** Without a consumer, the last messages are still in the ring. */
    private boolean isRight(List<Long> came, List<Long> wanted, boolean complete) {
        // In a ring with lanes, only the messages of one producer have an order.
        return isMany ? isRightOrder(came, wanted, complete)
            : wanted.stream().map(m -> m / 100).distinct().allMatch(producer -> isRightOrder(
                came.stream().filter(m -> m / 100 == producer).toList(),
                wanted.stream().filter(m -> m / 100 == producer).toList(), complete))
            && wanted.containsAll(came);
    }

    private static boolean isRightOrder(List<Long> came, List<Long> wanted, boolean complete) {
        return complete ? came.equals(wanted)
            : came.size() <= wanted.size() && came.equals(wanted.subList(0, came.size()));
    }
}
