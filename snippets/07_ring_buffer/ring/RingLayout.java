//SOURCES ../../Libc.java

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout of the file of a {@link Ring}, and the code that creates and checks such a file.
 * Offsets are in bytes, and numbers are in the byte order of the processor.
 *
 * <pre>
 *    0  magic number "MMAPRING", written last       8  version          12  kind
 *   16  capacity in slots                          20  bytes a slot     24  closed: 0 or 1
 *  128  tail: the next message to put in          256  head: the next message to take out
 *  384  process ID of the only producer, or 0     448  process ID of the consumer, or 0
 *  512  condition "not empty"                     640  condition "not full"
 * 4096  one to one: the slots. Many to one: a header (a long) for each slot, then the slots
 * </pre>
 *
 * Tail and head only grow. They are two cache lines apart, because some processors fetch cache
 * lines in pairs. If they were closer, each write of the producer would take the line away from the
 * consumer (false sharing).
 */
final class RingLayout {
    static final long VERSION = 8, KIND = 12, CAPACITY = 16, SLOT_BYTES = 20, CLOSED = 24;
    static final long TAIL = 128, HEAD = 256, PRODUCER = 384, CONSUMER = 448;
    static final long NOT_EMPTY = 512, NOT_FULL = 640, DATA = 4096;
    static final int ONE_TO_ONE = 1, MANY_TO_ONE = 2;

    static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /**
     * All memory, which is accessed by address as in C. The compiler knows the length of this
     * constant segment, so it omits the bounds check that a segment in a field needs. For tail and
     * head this saves a fifth of the time.
     */
    static final MemorySegment ALL_MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    static final int THIS_VERSION = 1;
    private static final long MAGIC = ByteBuffer.wrap("MMAPRING".getBytes())
        .order(ByteOrder.nativeOrder()).getLong();

    private RingLayout() {}

    static MemorySegment create(String path, int kind, int slots, int slotBytes) {
        require(Integer.bitCount(slots) == 1 && slots > 0 && slots <= 1 << 24,
            "a ring has 1, 2, 4, 8 ... 2^24 slots, not " + slots);
        require(Integer.bitCount(slotBytes) == 1 && slotBytes >= 8 && slotBytes <= 1 << 20,
            "a slot has 8, 16, 32 ... 2^20 bytes, not " + slotBytes);
        int fd = Libc.open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC, 0600);
        try (var arena = Arena.ofConfined()) {
            MemorySegment zeros = arena.allocate(1 << 20);
            long bytes = bytes(kind, slots, slotBytes);
            // Write zeros, because a hole made by ftruncate is a SIGBUS later if the disk is full.
            for (long left = bytes; left > 0; ) {
                left -= Libc.write(fd, zeros, Math.min(left, zeros.byteSize()));
            }
            MemorySegment ring = map(fd, bytes);
            INT.set(ring, VERSION, THIS_VERSION);
            INT.set(ring, KIND, kind);
            INT.set(ring, CAPACITY, slots);
            INT.set(ring, SLOT_BYTES, slotBytes);
            // Write the magic number last, so that a half-initialised file is rejected.
            LONG.setRelease(ring, 0L, MAGIC);
            return ring;
        } catch (Libc.ErrnoException e) {
            Libc.unlink(path);
            throw e;
        } finally {
            Libc.close(fd);
        }
    }

    static MemorySegment open(String path) {
        // O_NONBLOCK, because open(2) of a FIFO would otherwise wait for the other end.
        int fd = Libc.open(path, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        try {
            Libc.Stat stat = Libc.fstat(fd);
            require(stat.isRegularFile() && stat.sizeBytes() > DATA, path + " is not a ring");
            MemorySegment ring = map(fd, stat.sizeBytes());
            String wrong = wrong(ring);
            if (!wrong.isEmpty()) {
                Libc.munmap(ring, ring.byteSize());
                throw new IllegalStateException(path + " " + wrong);
            }
            return ring;
        } finally {
            Libc.close(fd);
        }
    }

    private static String wrong(MemorySegment ring) {
        if ((long) LONG.getAcquire(ring, 0L) != MAGIC) {
            return "is not a ring, or is still being created";
        }
        int version = (int) INT.get(ring, VERSION);
        if (version != THIS_VERSION) {
            return "is a ring of version " + version + "; this program knows version "
                + THIS_VERSION + " only";
        }
        int kind = (int) INT.get(ring, KIND);
        int slots = (int) INT.get(ring, CAPACITY);
        int slotBytes = (int) INT.get(ring, SLOT_BYTES);
        boolean sound = (kind == ONE_TO_ONE || kind == MANY_TO_ONE)
            && Integer.bitCount(slots) == 1 && Integer.bitCount(slotBytes) == 1
            && ring.byteSize() == bytes(kind, slots, slotBytes);
        return sound ? "" : "is a damaged ring: its header does not fit its length";
    }

    private static long bytes(int kind, int slots, int slotBytes) {
        return DATA + (long) slots * (slotBytes + (kind == MANY_TO_ONE ? 8 : 0));
    }

    private static MemorySegment map(int fd, long bytes) {
        return Libc.mmap(Libc.NULL, bytes, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_POPULATE, fd, 0);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException(message);
        }
    }
}
