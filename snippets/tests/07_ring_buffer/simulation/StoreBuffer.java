//SOURCES ../../../07_ring_buffer/ring/RingLayout.java Simulation.java
//SOURCES SimulatedMachine.java StateSet.java

import java.util.ArrayList;
import java.util.List;

/** The stores of one process that other processes do not see yet. */
final class StoreBuffer {
    private record Store(long address, long value) {}

    private final List<Store> stores = new ArrayList<>();

    boolean isEmpty() {
        return stores.isEmpty();
    }

    /** The value that this process has stored last, if it is still here. */
    long newest(long address, long inMemory) {
        for (int i = stores.size() - 1; i >= 0; i--) {
            if (stores.get(i).address == address) {
                return stores.get(i).value;
            }
        }
        return inMemory;
    }

    /**
     * Stores a long now, or delays it. A plain store may overtake the stores in the buffer, and a
     * release store may not.
     */
    void store(long address, long value, boolean isRelease) {
        boolean mayStart = isEmpty() && Simulation.delays < Simulation.bounds.delays();
        if ((!isEmpty() || mayStart) && Simulation.chooser.choose(2, 0) == 1) {
            Simulation.delays += mayStart ? 1 : 0;
            stores.add(new Store(address, value));
            Simulation.note("delays");
            return;
        }
        if (isRelease || stores.stream().anyMatch(store -> store.address == address)) {
            flush();
        }
        write(address, value);
    }

    void flush() {
        stores.forEach(store -> write(store.address, store.value));
        stores.clear();
    }

    static void write(long address, long value) {
        long before = (long) RingLayout.LONG.getAndSet(RingLayout.ALL_MEMORY, address, value);
        SimulatedMachine.changed(address, before, value);
    }

    long state() {
        long state = 0;
        for (Store store : stores) {
            state = StateSet.mix(state * 31 + StateSet.mix(store.address) + store.value);
        }
        return state;
    }
}
