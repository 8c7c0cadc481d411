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

    // These are random, so that no solution can know them.
    private final int old = ThreadLocalRandom.current().nextInt(1000, 2000);
    private final int fresh = ThreadLocalRandom.current().nextInt(2000, 3000);

    @Test
    @Order(1)
    @DisplayName("a private page: the child gets a copy when it writes, the parent's page stays")
    void privatePage() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_PRIVATE);
        p.set(ValueLayout.JAVA_INT, 0, old);
        assertEquals(new CopyOnWriteSeen.Seen(false, old, true, fresh, old), experiment(p),
            "what your experiment saw of a private page; it held " + old + ", the child stored "
                + fresh);
    }

    @Test
    @Order(2)
    @DisplayName("a shared page: it is never copied, and the parent sees what the child stored")
    void sharedPage() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_SHARED);
        p.set(ValueLayout.JAVA_INT, 0, old);
        assertEquals(new CopyOnWriteSeen.Seen(false, old, false, fresh, fresh), experiment(p),
            "what your experiment saw of a shared page; it held " + old + ", the child stored "
                + fresh);
    }

    @Test
    @Order(3)
    @DisplayName("a page of a file, mapped private: the child gets a copy, and the file stays")
    void privatePageOfAFile() throws Exception {
        Path file = dir.resolve("page");
        MemorySegment shared = map(file, Libc.MAP_SHARED);
        shared.set(ValueLayout.JAVA_INT, 0, old);
        MemorySegment p = map(file, Libc.MAP_PRIVATE);
        assertEquals(old, p.get(ValueLayout.JAVA_INT, 0), "the private mapping before the fork");
        assertEquals(new CopyOnWriteSeen.Seen(false, old, true, fresh, old), experiment(p),
            "what your experiment saw of a private page of a file; it held " + old
                + ", the child stored " + fresh);
        assertEquals(old, shared.get(ValueLayout.JAVA_INT, 0), "the int in the file");
        // A private page shows changes of the file until this process writes to the page.
        shared.set(ValueLayout.JAVA_INT, 0, old + 5000);
        assertEquals(old + 5000, p.get(ValueLayout.JAVA_INT, 0), "the private mapping after "
            + (old + 5000) + " was stored in the file; it shows this value unless the parent has"
            + " written to it");
    }

    @Test
    @Order(4)
    @DisplayName("a page that Linux empties in a child: the child reads 0, the parent does not")
    void wipedPage() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_PRIVATE);
        p.set(ValueLayout.JAVA_INT, 0, old);
        try {
            Libc.madvise(p, Libc.pageSize(), MADV_WIPEONFORK);
        } catch (Libc.ErrnoException e) {
            return;   // Linux before 4.14 does not have it.
        }
        assertEquals(new CopyOnWriteSeen.Seen(false, 0, true, fresh, old), experiment(p),
            "what your experiment saw of a page that Linux empties in a child; it held " + old
                + ", the child stored " + fresh);
    }

    @Test
    @Order(5)
    @DisplayName("no child is still running, and the parent has waited for each child")
    void noChildIsLeft() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_SHARED);
        experiment(p);
        assertEquals(fresh, p.get(ValueLayout.JAVA_INT, 0), "the shared page after the experiment");
        String children;
        try {
            children = Libc.waitpid(-1, Libc.WNOHANG).pid() == 0 ? "a child is still running"
                : "a child has ended, and nobody has waited for it";
        } catch (Libc.ErrnoException e) {
            children = e.name;   // ECHILD: there is none
        }
        assertEquals("ECHILD", children, "children of the parent (ECHILD: there are none)");
    }

    private CopyOnWriteSeen.Seen experiment(MemorySegment p) throws Exception {
        // A forked child has no collector, so a garbage collection would never end: empty the heap.
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
