import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout of the file of a {@link Ring}. Offsets are in bytes, and numbers are in the byte order
 * of the processor. {@code ring.h} is the same layout in C.
 *
 * <pre>
 *    0  magic number "MMAPRING"    8  version    12  kind
 *   16  slots of a lane           20  bytes of a slot    24  producers at most
 *   64  condition "not empty"     96  condition "not full"
 *  128  tail: the next message to put in          256  head: the next message to take out
 *       one to one: tail and head of lane n are n * 256 bytes further on
 *       many to one: the intent of producer n is at 384 + n * 128
 * 4032  what bridges remember in the file, see BridgeSource and BridgeTarget
 * 4096  one to one: the slots of lane 0, of lane 1, and so on
 *       many to one: a header (a long) for each slot, then the slots
 * </pre>
 *
 * Tail and head only grow. They are two cache lines apart, because some processors fetch cache
 * lines in pairs. If they were closer, each write of the producer would take the line away from the
 * consumer (false sharing).
 */
final class RingLayout {
    static final long VERSION = 8, KIND = 12, CAPACITY = 16, SLOT_BYTES = 20, PRODUCERS = 24;
    static final long NOT_EMPTY = 64, NOT_FULL = 96, TAIL = 128, HEAD = 256, INTENTS = 384;
    static final long LANE_BYTES = 256, INTENT_BYTES = 128, BRIDGE = 4032, DATA = 4096;

    static final int THIS_VERSION = 2;
    static final int ONE_TO_ONE = 1, MANY_TO_ONE = 2;
    static final int MOST_LANES = (int) ((DATA - TAIL) / LANE_BYTES);
    static final int MANY = (int) ((DATA - INTENTS) / INTENT_BYTES);

    static final long MAGIC = ByteBuffer.wrap("MMAPRING".getBytes())
        .order(ByteOrder.nativeOrder()).getLong();

    /** The intent of a producer that wants no slot. */
    static final long NO_INTENT = -1;
    /** The bit of a tail that says: no message follows. With it the tail is negative. */
    static final long CLOSED = Long.MIN_VALUE;

    static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /**
     * All memory, which is accessed by address as in C. The compiler knows the length of this
     * constant segment, so it omits the bounds check that a segment in a field needs. For tail and
     * head this saves a fifth of the time.
     */
    static final MemorySegment ALL_MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /**
     * A mask that changes no address of a long. With it the compiler knows that the address is a
     * multiple of 8 and within ALL_MEMORY, so it omits both checks.
     */
    static final long ADDRESS = 0x3FFF_FFFF_FFFF_FFF8L;

    private RingLayout() {}

    /**
     * The offset of the byte that a producer locks. It is the first byte of the field that only
     * this producer may write. The consumer locks the first byte of the head.
     */
    static long producerLock(int kind, int producer) {
        return kind == ONE_TO_ONE ? TAIL + producer * LANE_BYTES
            : INTENTS + producer * INTENT_BYTES;
    }

    /** The number of messages in a tail, without the bit for closed. */
    static long position(long tail) {
        return tail & ~CLOSED;
    }

    /**
     * Returns tail - head if that is possible in a ring. Otherwise some process has written where
     * it should not, and going on would repeat messages or wait for ever.
     */
    static long used(long tail, long head, long capacity) {
        long used = position(tail) - head;
        if (used < 0 || used > capacity) {
            throw new IllegalStateException("the ring is damaged: its tail is " + position(tail)
                + ", its head is " + head);
        }
        return used;
    }
}
