//SOURCES ../Libc.java LatePage.java

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;

/**
 * The first page of a large hole. While fallocate(2) punches a hole into memory of memfd_create, a
 * page fault in the hole waits until all pages of it are gone. This needs no privilege, but memory.
 * How late the page comes depends on the machine.
 */
final class PunchedPage implements LatePage {
    private static final long MOST_BYTES = 1 << 30;
    private static final int ROUNDS = 5;

    private final long bytes;
    private final int fd;
    private final MemorySegment page;
    private volatile int readerTid;
    private volatile boolean hasWaited;

    PunchedPage(Arena arena) {
        // By default, the heap may have a quarter of the memory of the machine or container.
        bytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 2) & -Libc.pageSize();
        fd = Libc.memfd_create("hole", Libc.MFD_CLOEXEC);
        Libc.ftruncate(fd, bytes);
        page = Libc.mmap(arena, Libc.pageSize(), Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
    }

    @Override
    public long loadNanos() {
        readerTid = Libc.gettid();
        long longest = 0;
        for (boolean isLast = false; !isLast; ) {
            isLast = hasWaited;
            long start = System.nanoTime();
            page.get(ValueLayout.JAVA_BYTE, 0);
            longest = Math.max(longest, System.nanoTime() - start);
        }
        return longest;
    }

    @Override
    public void awaitFault() throws IOException {
        while (readerTid == 0) {
            Thread.onSpinWait();
        }
        for (int round = 0; round < ROUNDS; round++) {
            Libc.fallocate(fd, 0, 0, bytes);
            var punch = new FutureTask<>(() -> Libc.fallocate(fd,
                Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, 0, bytes), true);
            Thread.ofPlatform().daemon().start(punch);
            while (!punch.isDone()) {
                if (readerState() == 'D') {
                    hasWaited = true;
                    return;
                }
            }
        }
        throw new IllegalStateException("no load has met the hole in " + ROUNDS + " rounds");
    }

    /** The state of the thread, see proc_pid_stat(5). D means that it waits, as for a disk. */
    private char readerState() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/task/" + readerTid + "/stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }
}
