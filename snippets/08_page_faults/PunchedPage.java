//SOURCES ../Libc.java LatePage.java

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/**
 * The first page of a hole. While fallocate(2) punches a hole into memory of memfd_create, a page
 * fault in the hole waits until all pages are gone, also from the page tables. The memory is mapped
 * many times, so this means millions of page table entries. It needs no privilege, and about 16 MiB
 * for the pages and 64 MiB for the page tables. How late the page comes depends on the machine.
 */
final class PunchedPage implements LatePage {
    private static final int PAGES = 4096;
    private static final int MAPPINGS = 2048;
    private static final int ROUNDS = 5;

    private final long bytes = PAGES * Libc.pageSize();
    private final int fd = Libc.memfd_create("hole", Libc.MFD_CLOEXEC);
    private final MemorySegment page;
    private final List<MemorySegment> mappings = new ArrayList<>();
    private final CountDownLatch populated = new CountDownLatch(1);
    private volatile int readerTid;
    private volatile boolean hasWaited;

    PunchedPage(Arena arena) {
        Libc.ftruncate(fd, bytes);
        // Linux empties the page tables in the order of these calls, so this page is gone first.
        page = Libc.mmap(arena, Libc.pageSize(), Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED, fd, 0);
        while (mappings.size() < MAPPINGS) {
            mappings.add(Libc.mmap(arena, bytes, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0));
        }
    }

    @Override
    public long touchNanos() throws InterruptedException {
        populated.await();
        readerTid = Libc.gettid();
        long longest = 0;
        for (boolean isLast = false; !isLast; ) {
            isLast = hasWaited;
            long start = System.nanoTime();
            // A store, because a load would find the page as long as it is in the page cache.
            page.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            longest = Math.max(longest, System.nanoTime() - start);
        }
        return longest;
    }

    @Override
    public void awaitFault() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Libc.fallocate(fd, 0, 0, bytes);
            mappings.forEach(each -> Libc.madvise(each, bytes, Libc.MADV_POPULATE_READ));
            populated.countDown();
            while (readerTid == 0) {
                Thread.onSpinWait();
            }
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
        throw new IllegalStateException("no store has met the hole in " + ROUNDS + " rounds");
    }

    @Override
    public String reason() {
        return "another thread is punching a hole around it";
    }

    /** The state of the thread, see proc_pid_stat(5). D means that it waits, as for a disk. */
    private char readerState() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/task/" + readerTid + "/stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }
}
