import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/**
 * Which processes read and write each word of the ring, in all runs of a search so far. A step is
 * local if no other process that may still run writes the word, or reads it if the step writes it.
 *
 * <p>A local step gives the same result now and later, and no other process sees whether it was
 * done. So nobody needs to run between a process's last step and its local step, and a death before
 * a local step looks like a death after it. A search that does not branch there misses nothing, if
 * the footprint is complete. If a run adds to it, the search begins again.
 */
final class Footprint {
    /**
     * What a step does to its word. A step of kind OTHER, such as a lock, is never local. After
     * NOTHING, the next step of that process may follow at once.
     */
    static final int OTHER = 0, LOAD = 1, PLAIN_LOAD = 2, STORE = 3, NOTHING = 4;
    /** The bit of the scenario, which looks at stores. */
    static final int SCENARIO = 1 << 31;

    private final long base;
    private final int[] readers, plainReaders, writers;
    /** The places of steps that do more than what their kind says. */
    private final Set<String> notLocal = new HashSet<>();
    /** Whether anything was added since this was false. */
    boolean grew;

    Footprint(MemorySegment memory) {
        base = memory.address();
        // A wrong ring may write into the rest of its last page.
        int words = (int) (memory.byteSize() / Long.BYTES) + 512;
        readers = new int[words];
        plainReaders = new int[words];
        writers = new int[words];
    }

    int word(long address) {
        return (int) (address - base >>> 3);
    }

    /** @param process the bit of the process */
    void add(int process, long address, int kind) {
        if (address != 0 && kind != OTHER) {
            add(process, word(address), kind == STORE ? writers : readers);
            if (kind == PLAIN_LOAD) {
                add(process, word(address), plainReaders);
            }
        }
    }

    private void add(int process, int word, int[] processes) {
        grew |= (processes[word] & process) == 0;
        processes[word] |= process;
    }

    /** A store directly after this place is a part of that step. */
    void addEffect(String place, long address, int others) {
        if (((readers[word(address)] | writers[word(address)]) & others) != 0) {
            addEffect(place);
        }
    }

    /** The step at this place has an effect that others see, and not only on its word. */
    void addEffect(String place) {
        grew |= notLocal.add(place);
    }

    boolean isLoadedPlainly(long address, int process) {
        return (plainReaders[word(address)] & process) != 0;
    }

    /** @param others the bits of the other processes that may still run */
    boolean isLocal(String place, long address, int kind, int others) {
        if (kind == OTHER || notLocal.contains(place)) {
            return false;
        }
        return address == 0 || ((writers[word(address)] | (kind == STORE
            ? readers[word(address)] : 0)) & others) == 0;
    }
}
