//SOURCES ../../../07_ring_buffer/ring/Ring.java ../../../07_ring_buffer/ring/RingLayout.java
//SOURCES Scenario.java SimulatedProcess.java Simulation.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Processes wait on one condition, and others make it true. Nobody may sleep for ever. */
public final class SleepersScenario implements Scenario {
    private static final long FLAG = RingLayout.DATA;
    private final Ring ring;
    private final int sleepers;
    private final int wakers;
    private final MemorySegment before;
    private List<SimulatedProcess> processes;

    public SleepersScenario(String path, int sleepers, int wakers) {
        ring = Ring.createOneToOne(path, 8, 8);
        this.sleepers = sleepers;
        this.wakers = wakers;
        before = MemorySegment.ofArray(ring.memory.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public List<SimulatedProcess> start() {
        ring.memory.copyFrom(before);
        processes = new ArrayList<>();
        for (int i = 0; i < sleepers; i++) {
            long flag = FLAG + 8 * (i % wakers);
            processes.add(new SimulatedProcess("S" + i, null, () -> ring.notFull.await(
                () -> (long) RingLayout.LONG.getAcquire(ring.memory, flag) == 1, 1_000_000_000)));
        }
        for (int i = 0; i < wakers; i++) {
            long flag = FLAG + 8 * i;
            processes.add(new SimulatedProcess("W" + i, null, () -> {
                RingLayout.LONG.setRelease(ring.memory, flag, 1L);
                ring.notFull.wake();
            }));
        }
        return processes;
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
        return 0;
    }

    @Override
    public String nameOf(long address) {
        long at = address - ring.memory.address();
        return at == RingLayout.NOT_FULL ? "condition" : "flag " + (at - FLAG) / 8;
    }

    @Override
    public String verdict() {
        return processes.stream().filter(SimulatedProcess::lives).findFirst()
            .map(process -> process.name() + " sleeps for ever").orElse(null);
    }
}
