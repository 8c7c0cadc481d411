//SOURCES ../../Libc.java ../../exercises/04_parent_child/CopyOnWriteSeen.java
//SOURCES ../support/Observe.java ../support/PatchedCopy.java
//SOURCES ../support/Resources.java
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
    private static final int EXPERIMENTS = 5;
    private static final int READ_WRITE = Libc.PROT_READ | Libc.PROT_WRITE;

    @TempDir Path dir;

    // These are random, so that no solution can know them. They use all bits of an int.
    private final int old = ThreadLocalRandom.current().nextInt(1_000_000_000, 2_000_000_000);
    private final int fresh = -ThreadLocalRandom.current().nextInt(1_000_000_000, 2_000_000_000);

    // What own() returns in the patched copy: true in a child before the store, false after it.
    private static MemorySegment page;
    private static int before;
    private static MemorySegment looks;

    @Test
    @Order(1)
    @DisplayName("a private page: the child gets a copy when it writes, the parent's page stays")
    void privatePage() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_PRIVATE);
        p.set(ValueLayout.JAVA_INT, 0, old);
        List<String> files = Observe.temporaryFiles();
        var here = Resources.now();
        CopyOnWriteSeen.Seen seen = experiment(p);
        assertEquals(List.of(), left(here), "what the experiment left open and mapped");
        assertEquals(files, Observe.temporaryFiles(), "files in the temporary folder");
        assertEquals(new CopyOnWriteSeen.Seen(false, old, true, fresh, old), seen,
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
    @DisplayName("a page that the child writes is copied, even if the int keeps its value")
    void sameValue() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_PRIVATE).asSlice(Libc.pageSize() - 4);
        p.set(ValueLayout.JAVA_INT, 0, fresh);
        assertEquals(new CopyOnWriteSeen.Seen(false, fresh, true, fresh, fresh), experiment(p),
            "what your experiment saw of the last int of a private page; it held " + fresh
                + ", the child stored the same");
    }

    @Test
    @Order(6)
    @DisplayName("both notes about the page are what own returned in the child")
    void notesOfOwn() throws Exception {
        page = anonymous(Libc.MAP_PRIVATE);
        looks = anonymous(Libc.MAP_SHARED);
        before = old;
        for (int value : List.of(fresh, old)) {   // links what own needs in the child
            page.set(ValueLayout.JAVA_INT, 0, value);
            own(page);
        }
        looks.fill((byte) 0);
        System.gc();
        Object seen = PatchedCopy.replacing(CopyOnWriteSeen.class, CopyOnWriteSeen.class, "own",
            getClass()).call("experiment", page, fresh);
        // An answer may also look in another way, and not call own.
        if (looks.get(ValueLayout.JAVA_INT, 0) > 0) {
            assertEquals(new CopyOnWriteSeen.Seen(true, old, false, fresh, old), seen,
                "what your experiment saw when own returned true before the store and false"
                    + " after it");
        }
    }

    static boolean own(MemorySegment p) {
        boolean isPage = p.address() == page.address();
        looks.set(ValueLayout.JAVA_INT, 0, looks.get(ValueLayout.JAVA_INT, 0) + (isPage ? 1 : 0));
        return isPage && p.get(ValueLayout.JAVA_INT, 0) == before;
    }

    @Test
    @Order(7)
    @DisplayName("if the child fails, nothing is left, either")
    void theChildFails() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_SHARED).asReadOnly();
        try {   // loads the classes of the exception, which the child needs
            p.set(ValueLayout.JAVA_INT, 0, fresh);
        } catch (RuntimeException readOnly) {
            assertEquals(0, p.get(ValueLayout.JAVA_INT, 0), "the int");
        }
        var here = Resources.now();
        try {
            experiment(p);
        } catch (UnsupportedOperationException unsolved) {
            throw unsolved;
        } catch (Exception e) {
            // It may report the failure so.
        }
        assertEquals(List.of(), left(here), "what is left open and mapped after a child has"
            + " failed because p is read-only");
        assertEquals("ECHILD", children(), "children of the parent (ECHILD: there are none)");
    }

    @Test
    @Order(8)
    @DisplayName("the parent has waited for each child, also in an interrupted thread")
    void noChildIsLeft() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_SHARED);
        experiment(p);
        assertEquals(fresh, p.get(ValueLayout.JAVA_INT, 0), "the shared page after the experiment");
        assertEquals("ECHILD", children(), "children of the parent (ECHILD: there are none)");
        Thread.currentThread().interrupt();
        try {
            experiment(p);
        } catch (InterruptedException e) {
            // It may end so, too.
        } finally {
            Thread.interrupted();
        }
        assertEquals("ECHILD", children(), "children of an interrupted parent");
    }

    @Test
    @Order(9)
    @DisplayName("nothing that the experiment has opened or mapped is left")
    void nothingIsLeft() throws Exception {
        MemorySegment p = anonymous(Libc.MAP_SHARED);
        String growth = Resources.growth(EXPERIMENTS, () -> CopyOnWriteSeen.experiment(p, fresh));
        if (!growth.equals("nothing")) {
            growth = Resources.growth(EXPERIMENTS, () -> {
                CopyOnWriteSeen.experiment(p, fresh);
                Observe.collectGarbage();
            });
        }
        assertEquals("nothing", growth, "memory that is left after each experiment");
    }

    private static List<String> left(Resources before) throws Exception {
        if (!before.changed().isEmpty()) {
            Observe.collectGarbage();   // which unmaps what belongs to an automatic arena
        }
        return before.changed().stream().filter(change -> !change.startsWith("unmapped")).toList();
    }

    private static String children() {
        try {
            return Libc.waitpid(-1, Libc.WNOHANG).pid() == 0 ? "a child is still running"
                : "a child has ended, and nobody has waited for it";
        } catch (Libc.ErrnoException e) {
            return e.name;   // ECHILD: there is none
        }
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
