//SOURCES ../../Libc.java ../../Proc.java RingLayout.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;

/**
 * Whether a process that left its ID in a ring can still finish its work there. "Is it alive?" is
 * the wrong question, because another process may have that ID now. "Does it have this file
 * mapped?" is the right one, because without the mapping no process can commit. /proc/PID/maps
 * shows it.
 *
 * <p>Known limit: a process ID is valid in one PID namespace only. If the processes of a ring are
 * in different namespaces, as in two containers, a process that lives may seem to be gone.
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
     * Whether the consumer has waited for this claim for 10 ms, and its producer is gone. Reads
     * /proc only every 10 ms, because that takes about a millisecond.
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
            return false;   // another user's process, or one that is just ending: try again later
        }
    }

    /**
     * Makes this process the producer or the consumer of the ring. Throws if another process has
     * that role.
     *
     * @param role the offset of the process ID in the ring; a process ID of 0 means none
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

    /** Device and inode, which stay the same if the file is renamed or its name is deleted. */
    private static String file(Proc.Region region) {
        return region.device() + " " + region.inode();
    }
}
