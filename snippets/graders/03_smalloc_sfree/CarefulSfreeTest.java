//SOURCES ../../Libc.java ../../exercises/03_smalloc_sfree/CarefulSfree.java ../support/Mapped.java
//SOURCES ../support/AccessModes.java ../support/LargeFile.java ../support/Resources.java
//FILES exercises/03_smalloc_sfree/CarefulSfree.java=../../exercises/03_smalloc_sfree/CarefulSfree.java
//FILES solutions/03_smalloc_sfree/CarefulSfree.java=../../solutions/03_smalloc_sfree/CarefulSfree.java
//FILES graders/03_smalloc_sfree/CarefulSfreeTest.java=CarefulSfreeTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarefulSfreeTest {
    private static final String FREED = "no exception";
    private static final String REFUSED = "IllegalArgumentException";
    private static final List<String> ONE_PAGE = List.of("rw-s 1 page");
    private static final int BLOCKS = 300;
    private static final int CALLS = 500;
    private static final int ROUNDS = 6;
    private static final int TRIES = 200;
    private static final long SLOW_TO_UNMAP = 16L << 20;

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("a block is unmapped when it is freed, and the others stay")
    void blocksAreFreed() throws Exception {
        Path a = dir.resolve("a");
        Path b = dir.resolve("b");
        var before = Resources.now();
        MemorySegment p = CarefulSfree.smalloc(20, a.toString());
        MemorySegment q = CarefulSfree.smalloc(20, b.toString());
        assertEquals(FREED, answer(p), "sfree of the first block");
        assertEquals(List.of(), Mapped.of(a),
            "what is mapped of the first block after it was freed");
        assertEquals(ONE_PAGE, Mapped.of(b), "what is mapped of the second block, not freed yet");
        assertEquals(FREED, answer(q), "sfree of the second block");
        assertEquals(List.of(), Mapped.of(b),
            "what is mapped of the second block after it was freed");
        MemorySegment one = CarefulSfree.smalloc(20, a.toString());
        MemorySegment two = CarefulSfree.smalloc(20, a.toString());
        assertEquals(FREED, answer(one), "sfree of one of two blocks of the same file");
        assertEquals(FREED, answer(two), "sfree of the other");
        assertEquals(List.of(), before.changed(), "what is left open or mapped after all blocks"
            + " were freed");
        assertEquals("nothing", Resources.growth(CALLS, () -> CarefulSfree.sfree(
            CarefulSfree.smalloc(20, a.toString()))), "memory that a freed block leaves mapped");
    }

    @Test
    @Order(2)
    @DisplayName("a block cannot be freed twice, and a new mapping at its address stays")
    void freedTwice() throws Exception {
        MemorySegment p = CarefulSfree.smalloc(20, dir.resolve("block").toString());
        assertEquals(FREED, answer(p), "sfree of the block");
        // Asks for the address that has just become free; nobody else does in this moment.
        Path next = file("next", 1);
        Mapped.whole(p, 0, next);
        assertEquals(REFUSED, answer(p), "sfree of a block that is already freed");
        assertEquals(ONE_PAGE, Mapped.of(next),
            "what is mapped of the file that uses the address now");
    }

    @Test
    @Order(3)
    @DisplayName("a slice of a block is rejected, and the block can still be freed")
    void slices() throws Exception {
        long page = Libc.pageSize();
        Path file = dir.resolve("block");
        MemorySegment p = CarefulSfree.smalloc(3 * page, file.toString());
        MemorySegment onePage = CarefulSfree.smalloc(page, dir.resolve("page").toString());
        assertEquals(REFUSED, answer(p.asSlice(page, page)), "sfree of a block's second page");
        assertEquals(List.of("rw-s 3 pages"), Mapped.of(file), "what is mapped of the block");
        assertEquals(REFUSED, answer(p.asSlice(0, page)), "sfree of a block's first page");
        assertEquals(List.of("rw-s 3 pages"), Mapped.of(file), "what is mapped of the block");
        assertEquals(REFUSED, answer(p.asSlice(1)), "sfree of an address inside a page");
        assertEquals(REFUSED, answer(p.asSlice(0, 3 * page - 1)),
            "sfree of a block without its last byte");
        assertEquals(REFUSED, answer(p.asSlice(0, 0)), "sfree of a slice of 0 bytes");
        // Still the same pages, whatever sfree makes of it.
        MemorySegment small = CarefulSfree.smalloc(20, dir.resolve("small").toString());
        assertEquals(REFUSED, answer(small.reinterpret(21)), "sfree of a block and one byte more");
        assertEquals(FREED, answer(p), "sfree of the block after a slice was rejected");
        assertEquals(List.of(), Mapped.of(file), "what is mapped of the block after it was freed");
        assertEquals(FREED, answer(onePage), "sfree of a block of one page");
    }

    @Test
    @Order(4)
    @DisplayName("memory from elsewhere is rejected and stays mapped")
    void memoryFromElsewhere() throws Exception {
        MemorySegment own = CarefulSfree.smalloc(Libc.pageSize(), dir.resolve("own").toString());
        Path other = file("other", Libc.pageSize());
        MemorySegment foreign = Mapped.whole(Libc.NULL, 0, other);
        assertEquals(REFUSED, answer(foreign), "sfree of memory that is not from smalloc");
        assertEquals(ONE_PAGE, Mapped.of(other), "what is mapped of the other file");
        assertEquals(REFUSED, answer(MemorySegment.ofArray(new byte[20])), "sfree of an array");
        assertEquals(FREED, answer(own), "sfree of a block after other memory was rejected");
    }

    @Test
    @Order(5)
    @DisplayName("the address and the length count, all 64 bits of both, and nothing else")
    void addressAndLength() throws Exception {
        MemorySegment p = CarefulSfree.smalloc(20, dir.resolve("block").toString());
        MemorySegment far = MemorySegment.ofAddress(p.address() ^ (1L << 32)).reinterpret(20);
        assertEquals(REFUSED, answer(far), "sfree of the block's address with another bit 32");
        assertEquals(FREED, answer(MemorySegment.ofAddress(p.address()).reinterpret(20)),
            "sfree of another segment with the block's address and length");
        Path large = dir.resolve("large");
        MemorySegment q = CarefulSfree.smalloc(LargeFile.GIB_4_AND_24, large.toString());
        assertEquals(REFUSED, answer(q.asSlice(0, 24)), "sfree of 24 bytes of 4 GiB + 24 bytes");
        assertEquals(FREED, answer(q), "sfree of a block of 4 GiB + 24 bytes");
        assertEquals(List.of(), Mapped.of(large), "what is mapped of that block");
    }

    @Test
    @Order(6)
    @DisplayName("smalloc may be called very often before the first sfree")
    void manyBlocks() throws Exception {
        var blocks = new ArrayList<MemorySegment>();
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(CarefulSfree.smalloc(1 + i, dir.resolve("many").toString()));
        }
        var answers = new TreeSet<String>();
        blocks.forEach(block -> answers.add(answer(block)));
        assertEquals(Set.of(FREED), answers, "sfree of " + BLOCKS + " blocks");
    }

    @Test
    @Order(7)
    @DisplayName("of two threads that free the same block, exactly one gets the exception")
    void twoThreads() throws Exception {
        int memfd = Libc.memfd_create("two", Libc.MFD_CLOEXEC);
        String file = LargeFile.ofDescriptor(memfd).toString();
        assertEquals(FREED, answer(CarefulSfree.smalloc(20, file)), "sfree of a block");
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                // munmap takes longer if many pages are mapped. So the second thread has more time.
                MemorySegment p = CarefulSfree.smalloc(SLOW_TO_UNMAP, file).fill((byte) 1);
                var begin = new CountDownLatch(2);
                Callable<Long> free = () -> {
                    begin.countDown();
                    while (begin.getCount() > 0) {
                        Thread.yield();
                    }
                    return Stream.generate(() -> answer(p)).limit(TRIES).filter(FREED::equals)
                        .count();
                };
                var freed = threads.invokeAll(List.of(free, free));
                assertEquals(1, freed.get(0).get() + freed.get(1).get(), "how often sfree freed the"
                    + " same block, which two threads tried to free at the same time");
            }
        } finally {
            Libc.close(memfd);
        }
    }

    @Test
    @Order(8)
    @DisplayName("a collection that all threads use is made for several threads, or has a lock")
    void sharedCollections() throws Exception {
        CarefulSfree.sfree(CarefulSfree.smalloc(20, file("block", 20).toString()));
        assertEquals(List.of(), AccessModes.ofSubmission().unguardedCollections(),
            "static collections that lose entries if two threads change them at the same time");
    }

    /** What sfree makes of {@code p}, in words. */
    private static String answer(MemorySegment p) {
        try {
            CarefulSfree.sfree(p);
            return FREED;
        } catch (UnsupportedOperationException unsolved) {
            throw unsolved;
        } catch (IllegalArgumentException e) {
            return REFUSED;
        } catch (Exception | Error e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private Path file(String name, long length) throws IOException {
        return Files.write(dir.resolve(name), new byte[(int) length]);
    }
}
