//SOURCES ../../Libc.java ../ring/ManyToOneProducer.java ../ring/OneToOneProducer.java
//SOURCES ../ring/Ring.java ../ring/RingLayout.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import java.util.zip.CRC32C;

/**
 * A process that puts messages into a ring as fast as it can, until it gets the signal to stop or
 * is killed. After each commit it counts in a word of its own. So the number of its messages is
 * known: it is the count, or one more if the process was killed between the commit and the count.
 *
 * <pre>
 * message   0 producer's number, int | 4 checksum, int | 8 sequence, long | 16 filling
 * </pre>
 */
final class StressProducer {
    static final int HEADER_BYTES = 16;
    static final int FIXED_BYTES = 64;
    static final int LONGEST_BYTES = 1500;
    /** The count of producer n is at n times this offset. At offset 0 is the signal to stop. */
    static final long COUNTER_BYTES = 128;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final Ring ring;
    private final MemorySegment counters;
    private final int number;
    private final SplittableRandom random;
    private final ByteBuffer bytes;
    private long slot;

    private StressProducer(Ring ring, MemorySegment counters, int number) {
        this.ring = ring;
        this.counters = counters;
        this.number = number;
        random = new SplittableRandom(number);
        bytes = ring.memory.asByteBuffer();
    }

    /** Arguments: the ring's file, the counters' file and the producer's number. */
    static void main(String[] args) throws Exception {
        Thread.ofPlatform().daemon().start(StressProducer::endWithParent);
        Ring ring = Ring.open(args[0]);
        int fd = Libc.open(args[1], Libc.O_RDWR);
        MemorySegment counters = Libc.mmap(Libc.NULL, Libc.fstat(fd).sizeBytes(),
            Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        var producer = new StressProducer(ring, counters, Integer.parseInt(args[2]));
        if (ring.kind == RingLayout.ONE_TO_ONE) {
            var one = new OneToOneProducer(ring);
            producer.run(length -> one.tryClaim(), one::commit, FIXED_BYTES);
        } else {
            var many = new ManyToOneProducer(ring);
            producer.run(many::tryClaim, many::commit,
                Math.min(LONGEST_BYTES, ring.capacity * ring.slotBytes));
        }
    }

    /** Ends with the parent, whose end of this stdin is closed when the parent dies. */
    private static void endWithParent() {
        try {
            while (System.in.read() != -1) {
                // The parent sends nothing.
            }
        } catch (IOException e) {
            // An error means the same: the parent is gone.
        }
        Runtime.getRuntime().halt(1);
    }

    private void run(IntToLongFunction claim, Runnable commit, int longest) {
        for (long sequence = 0; (int) RingLayout.INT.getAcquire(counters, 0L) == 0; sequence++) {
            int length = longest == FIXED_BYTES ? FIXED_BYTES : length(longest);
            while (!ring.notFull.await(
                    () -> (slot = claim.applyAsLong(length)) != Ring.RING_FULL, 50)) {
                if ((int) RingLayout.INT.getAcquire(counters, 0L) == 1) {
                    return;
                }
            }
            write(slot, length, sequence);
            commit.run();
            ring.notEmpty.wake();
            RingLayout.LONG.setRelease(counters, number * COUNTER_BYTES, sequence + 1);
        }
    }

    /** Any length, and often one that just fits into a slot or just does not, or the longest. */
    private int length(int longest) {
        int[] special = {HEADER_BYTES, 63, 64, 65, longest};
        return random.nextBoolean() ? HEADER_BYTES + random.nextInt(longest - HEADER_BYTES)
            : Math.min(longest, special[random.nextInt(special.length)]);
    }

    private void write(long at, int length, long sequence) {
        ring.memory.set(ValueLayout.JAVA_INT, at, number);
        ring.memory.set(LONG, at + 8, sequence);
        for (int i = HEADER_BYTES; i < length; i++) {
            bytes.put((int) at + i, (byte) (sequence + i));
        }
        ring.memory.set(ValueLayout.JAVA_INT, at + 4, checksum(bytes, at, length, new CRC32C()));
    }

    /** The checksum of a message, computed over all its bytes except the checksum itself. */
    static int checksum(ByteBuffer bytes, long at, int length, CRC32C crc) {
        crc.reset();
        crc.update(bytes.clear().position((int) at).limit((int) at + 4));
        crc.update(bytes.clear().position((int) at + 8).limit((int) at + length));
        bytes.clear();
        return (int) crc.getValue();
    }
}
