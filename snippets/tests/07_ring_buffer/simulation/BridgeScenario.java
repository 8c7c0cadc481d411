//SOURCES ../../../07_ring_buffer/bridge/BridgeTarget.java
//SOURCES ../../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../../07_ring_buffer/ring/OneToOneConsumer.java ../../../07_ring_buffer/ring/Ring.java
//SOURCES ../../../07_ring_buffer/ring/RingLayout.java Scenario.java
//SOURCES SimulatedProcess.java Simulation.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The receiver of a bridge fills a ring, and dies. The next one looks how far the ring's file says
 * that it came, and continues there. Each message must come exactly once and in order.
 */
public final class BridgeScenario implements Scenario {
    private static final long ID = 7;

    private final boolean isMany;
    private final int messages, longest;
    private final Ring ring;
    private final MemorySegment before;
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private final List<Long> came = new ArrayList<>();

    /** @param kind one, many, or mixed: many, and messages of all slots but one, and of one slot */
    public BridgeScenario(String path, String kind, int messages, int capacity) {
        isMany = !kind.equals("one");
        this.messages = messages;
        longest = kind.equals("mixed") ? 64 * (capacity - 1) : 8;
        ring = isMany ? Ring.createManyToOne(path, capacity)
            : Ring.createOneToOne(path, capacity, 8);
        before = MemorySegment.ofArray(ring.memory.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public List<SimulatedProcess> start() {
        ring.memory.copyFrom(before);
        processes.clear();
        came.clear();
        SimulatedProcess last = null;
        for (int i = 1; i <= 3; i++) {
            last = new SimulatedProcess("R" + i, last, this::receive);
            processes.add(last);
        }
        processes.add(new SimulatedProcess("C", null, this::consume));
        return processes;
    }

    /** The position after message n of the other ring is 10 * n. */
    private void receive() {
        var target = new BridgeTarget(ring);
        for (long n = target.stored(ID) / 10 + 1; n <= messages; n++) {
            int length = n % 2 == 0 ? 8 : longest;
            var slot = new MemorySegment[1];
            until(() -> (slot[0] = target.tryClaim(length)) == null ? -1 : 0);
            slot[0].set(ValueLayout.JAVA_LONG, 0, n);
            target.commit(ID, 10 * n);
        }
    }

    private void consume() {
        var many = isMany ? new ManyToOneConsumer(ring) : null;
        var one = isMany ? null : new OneToOneConsumer(ring);
        while (true) {
            long at = until(isMany ? many::next : one::next);
            long message = ring.memory.get(ValueLayout.JAVA_LONG, at);
            came.add(message);
            Simulation.isNoted();
            if (isMany) {
                many.release();
            } else {
                one.release();
            }
        }
    }

    private static long until(LongSupplier look) {
        while (true) {
            Simulation.look();
            long found = look.getAsLong();
            if (found >= 0) {
                Simulation.found();
                return found;
            }
            Simulation.idle();
        }
    }

    @Override
    public MemorySegment memory() {
        return ring.memory;
    }

    @Override
    public boolean changed(SimulatedProcess by, long address, long old, long now) {
        return false;
    }

    @Override
    public long state() {
        long state = 0;
        for (long message : came) {
            state = state * 31 + message;
        }
        return state;
    }

    @Override
    public String nameOf(long address) {
        long at = address - ring.memory.address();
        return at >= RingLayout.DATA ? "slot or header at " + at
            : at > RingLayout.BRIDGE ? "record " + (at - RingLayout.BRIDGE - 8) / 24
            : at == RingLayout.TAIL ? "tail" : at == RingLayout.HEAD ? "head" : "intent";
    }

    @Override
    public String verdict() {
        boolean complete = false;
        for (SimulatedProcess p : processes) {
            complete |= p.lives() && p.name().equals("C");
        }
        for (int i = 0; i < came.size(); i++) {
            if (came.get(i) != i + 1) {
                return "came " + came;
            }
        }
        return complete && came.size() != messages ? "came only " + came : null;
    }
}
