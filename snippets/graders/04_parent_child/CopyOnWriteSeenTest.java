//SOURCES ../../Libc.java ../../exercises/04_parent_child/CopyOnWriteSeen.java
//FILES exercises/04_parent_child/CopyOnWriteSeen.java=../../exercises/04_parent_child/CopyOnWriteSeen.java
//FILES solutions/04_parent_child/CopyOnWriteSeen.java=../../solutions/04_parent_child/CopyOnWriteSeen.java
//FILES graders/04_parent_child/CopyOnWriteSeenTest.java=CopyOnWriteSeenTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyOnWriteSeenTest {
    private static final int MADV_WIPEONFORK = 18;   // <asm-generic/mman-common.h>
    private static final int READ_WRITE = Libc.PROT_READ | Libc.PROT_WRITE;

    @TempDir Path dir;

    // Never known beforehand, and never the same.
    private final int old = ThreadLocalRandom.current().nextInt(1000, 2000);
    private final int fresh = ThreadLocalRandom.current().nextInt(2000, 3000);

    @Test
    @Order(1)
    @DisplayName("a private page: the child gets its own when it writes, the parent's stays")
    void privatePage() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_PRIVATE);
        p.set(ValueLayout.JAVA_INT, 0, old);
        assertEquals(new CopyOnWriteSeen.Seen(false, old, true, fresh, old), experiment(p),
            "what was seen of a private page; it held " + old + ", the child wrote " + fresh);
    }

    @Test
    @Order(2)
    @DisplayName("a shared page: there is one before and after, and the parent sees the write")
    void sharedPage() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_SHARED);
        p.set(ValueLayout.JAVA_INT, 0, old);
        assertEquals(new CopyOnWriteSeen.Seen(false, old, false, fresh, fresh), experiment(p),
            "what was seen of a shared page; it held " + old + ", the child wrote " + fresh);
    }

    @Test
    @Order(3)
    @DisplayName("a file's page, mapped private: own after the write, and the file stays")
    void privatePageOfAFile() throws Exception {
        Path file = dir.resolve("page");
        MemorySegment shared = map(file, Libc.MAP_SHARED);
        shared.set(ValueLayout.JAVA_INT, 0, old);
        MemorySegment p = map(file, Libc.MAP_PRIVATE);
        assertEquals(old, p.get(ValueLayout.JAVA_INT, 0), "the private mapping before the fork");
        assertEquals(new CopyOnWriteSeen.Seen(false, old, true, fresh, old), experiment(p),
            "what was seen of a private page of a file; it held " + old + ", the child wrote "
                + fresh);
        assertEquals(old, shared.get(ValueLayout.JAVA_INT, 0), "the int in the file");
        // A private page shows what is written to the file until somebody writes to the page.
        shared.set(ValueLayout.JAVA_INT, 0, old + 5000);
        assertEquals(old + 5000, p.get(ValueLayout.JAVA_INT, 0), "the private mapping after "
            + (old + 5000) + " was written to the file, if the parent had left its page alone");
    }

    @Test
    @Order(4)
    @DisplayName("a page that the kernel wipes in children: the child reads 0, the parent does not")
    void wipedPage() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_PRIVATE);
        p.set(ValueLayout.JAVA_INT, 0, old);
        try {
            Libc.madvise(p, Libc.pageSize(), MADV_WIPEONFORK);
        } catch (Libc.ErrnoException e) {
            return;   // a kernel that cannot
        }
        assertEquals(new CopyOnWriteSeen.Seen(false, 0, true, fresh, old), experiment(p),
            "what was seen of a page that is empty in a child; it held " + old
                + ", the child wrote " + fresh);
    }

    @Test
    @Order(5)
    @DisplayName("no child is left running, and none that nobody waited for")
    void noChildIsLeft() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_SHARED);
        experiment(p);
        assertEquals(fresh, p.get(ValueLayout.JAVA_INT, 0), "the shared page after the experiment");
        String children;
        try {
            children = Libc.waitpid(-1, Libc.WNOHANG).pid() == 0 ? "one is running"
                : "one has ended";
        } catch (Libc.ErrnoException e) {
            children = e.name;   // ECHILD: there is none
        }
        assertEquals("ECHILD", children, "the parent's children (ECHILD: none)");
    }

    private CopyOnWriteSeen.Seen experiment(MemorySegment p) throws Exception {
        // A forked child has no collector and would wait for it for ever: it gets an empty heap.
        System.gc();
        return CopyOnWriteSeen.experiment(p, fresh);
    }

    private static MemorySegment anonymous(int flags) {
        return Libc.mmap(Libc.NULL, Libc.pageSize(), READ_WRITE, flags | Libc.MAP_ANONYMOUS, -1, 0);
    }

    private static MemorySegment map(Path file, int flags) throws IOException {
        int fd = Libc.open(file.toString(), Libc.O_RDWR | Libc.O_CREAT, 0664);
        try {
            Libc.ftruncate(fd, Libc.pageSize());
            return Libc.mmap(Libc.NULL, Libc.pageSize(), READ_WRITE, flags, fd, 0);
        } finally {
            Libc.close(fd);
        }
    }
}
