import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A queue in a file that several processes have mapped: nothing is lost, doubled or overwritten.
 * Slots are used in turn and, once read, again. All numbers are in the machine's own byte order.
 *
 * <pre>
 *    0  magic "MMAPRING", written last: who sees it sees a whole header
 *    8  version   12  kind   16  capacity in slots   20  bytes a slot   24  closed: 0 or 1
 *  128  tail: the next to be put in, ever growing   256  head: the next to be taken out, likewise
 *  384  process ID of the producer, if only one     448  process ID of the consumer
 *  512  gate "not empty"                            640  gate "not full"
 * 4096  one to one: the slots. Many to one: a state for each slot, a long, then the slots
 * </pre>
 *
 * Tail and head are two cache lines apart, as processors fetch lines in pairs: else each write of
 * the producer would take the line away in which the consumer writes.
 */
final class Ring implements AutoCloseable {
    static final long VERSION = RingFile.VERSION, KIND = RingFile.KIND, CLOSED = 24;
    static final long CAPACITY = RingFile.CAPACITY, SLOT_BYTES = RingFile.SLOT_BYTES;
    static final long TAIL = 128, HEAD = 256, PRODUCER = 384, CONSUMER = 448;
    static final long NOT_EMPTY = 512, NOT_FULL = 640, DATA = RingFile.DATA;
    static final int ONE_TO_ONE = RingFile.ONE_TO_ONE, MANY_TO_ONE = RingFile.MANY_TO_ONE;
    /** What producers and consumers answer instead of an offset: the ring is full, or empty. */
    static final long NONE = -1;

    static final VarHandle INT = RingFile.INT;
    static final VarHandle LONG = RingFile.LONG;

    /**
     * All memory, by address, as C sees it. Of this one the compiler knows the length, and leaves
     * out the checks that it makes of a segment in a field: for tail and head, a fifth of all time.
     */
    static final MemorySegment ALL_MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** The whole file, mapped; not to be touched after {@link #close}. */
    final MemorySegment memory;
    final int capacity;
    final int slotBytes;
    final Gate notEmpty;
    final Gate notFull;

    private Ring(MemorySegment memory) {
        this.memory = memory;
        capacity = (int) INT.get(memory, CAPACITY);
        slotBytes = (int) INT.get(memory, SLOT_BYTES);
        notEmpty = new Gate(memory, NOT_EMPTY);
        notFull = new Gate(memory, NOT_FULL);
    }

    /** Makes the file, which must not be there yet, for messages of {@code slotBytes}. */
    static Ring createOneToOne(String path, int slots, int slotBytes) {
        return new Ring(RingFile.create(path, ONE_TO_ONE, slots, slotBytes));
    }

    /** The same for messages of any length, put into slots of 64 bytes, a cache line each. */
    static Ring createManyToOne(String path, int slots) {
        return new Ring(RingFile.create(path, MANY_TO_ONE, slots, 64));
    }

    /** Maps a ring that is there, with all that was not taken out. */
    static Ring open(String path) {
        return new Ring(RingFile.open(path));
    }

    /** Refuses what a producer or a consumer of this kind would misread. */
    Ring ofKind(int kind) {
        if ((int) INT.get(memory, KIND) != kind) {
            throw new IllegalStateException("this ring is for "
                + (kind == ONE_TO_ONE ? "many producers" : "one producer"));
        }
        return this;
    }

    /** Unmaps the file, which stays. */
    @Override
    public void close() {
        Libc.munmap(memory, memory.byteSize());
    }
}
