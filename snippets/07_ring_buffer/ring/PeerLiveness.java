//SOURCES ../../Libc.java RingLayout.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a process that left its ID in a ring can still finish what it began there. "Is it alive?"
 * would be the wrong question: the ID may be another process's by now. "Has it this file mapped?"
 * is the right one, and /proc/PID/maps answers it: without the mapping nobody can commit.
 */
final class PeerLiveness {
    private final String file;

    /** @param memory a mapping of the ring's file in this process */
    PeerLiveness(MemorySegment memory) throws IOException {
        String start = "%08x-".formatted(memory.address());
        file = mappings("self").stream().filter(line -> line.startsWith(start))
            .map(PeerLiveness::file).findFirst().orElseThrow();
    }

    boolean isGone(int pid) {
        try {
            return mappings(Integer.toString(pid)).stream().map(PeerLiveness::file)
                .noneMatch(file::equals);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;   // another user's, or just ending: to be asked again
        }
    }

    /**
     * Makes this process the one that produces, or that consumes, unless there is one.
     *
     * @param role where in the ring its process ID stands; 0 for nobody
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

    private static List<String> mappings(String pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", pid, "maps"));
    }

    /** Device and inode, which a file keeps whatever it is called, or if it has no name left. */
    private static String file(String line) {
        // 7f1c5a000000-7f1c5a001000 rw-s 00000000 fe:00 1234   /some/file
        String[] fields = line.split(" +");
        return fields[3] + " " + fields[4];
    }
}
