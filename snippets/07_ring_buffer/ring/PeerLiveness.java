//SOURCES ../../Libc.java ../../Proc.java RingLayout.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;

/**
 * Whether a process that left its ID in a ring can still finish what it began there. "Is it alive?"
 * is the wrong question, because another process may have that ID now. "Does it map this file?" is
 * the right one, because without the mapping no process can commit. /proc/PID/maps shows it.
 */
final class PeerLiveness {
    private static final long STALL_NANOS = 10_000_000;

    private final String file;
    private long stalledPosition = -1;
    private long nextLookNanos;

    /** @param memory a mapping of the ring's file in this process */
    PeerLiveness(MemorySegment memory) throws IOException {
        file = file(Proc.region(memory));
    }

    /**
     * Whether the consumer has met this claim for 10 ms and its producer is gone. Looks into /proc
     * once in 10 ms, because a look takes a millisecond.
     */
    boolean isAbandoned(long position, int pid) {
        long now = System.nanoTime();
        if (stalledPosition != position) {
            stalledPosition = position;
            nextLookNanos = now + STALL_NANOS;
        }
        if (now - nextLookNanos < 0) {
            return false;
        }
        nextLookNanos = now + STALL_NANOS;
        return isGone(pid);
    }

    boolean isGone(int pid) {
        try {
            return Proc.maps(pid).stream().map(PeerLiveness::file).noneMatch(file::equals);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;   // it belongs to another user or is just ending: look again later
        }
    }

    /**
     * Makes this process the producer or the consumer of the ring, unless another process is.
     *
     * @param role where in the ring its process ID stands; 0 means none
     */
    static void take(MemorySegment memory, long role, String name) throws IOException {
        int former = (int) RingLayout.INT.getVolatile(memory, role);
        int me = Libc.getpid();
        boolean free = former == 0 || former == me || new PeerLiveness(memory).isGone(former);
        if (!free || !RingLayout.INT.compareAndSet(memory, role, former, me)) {
            throw new IllegalStateException("the ring has a " + name + " already, process "
                + RingLayout.INT.getVolatile(memory, role));
        }
    }

    /** Device and inode: they stay the same if the file is renamed or its name is deleted. */
    private static String file(Proc.Region region) {
        return region.device() + " " + region.inode();
    }
}
