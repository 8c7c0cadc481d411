//SOURCES ../../Fork.java ../../Proc.java
//SOURCES ../../exercises/06_anonymous_mapping/AnonymousCounter.java ../support/Observe.java
//SOURCES ../support/NativeMemory.java ../support/Resources.java ../support/Trouble.java
//FILES exercises/06_anonymous_mapping/AnonymousCounter.java=../../exercises/06_anonymous_mapping/AnonymousCounter.java
//FILES solutions/06_anonymous_mapping/AnonymousCounter.java=../../solutions/06_anonymous_mapping/AnonymousCounter.java
//FILES graders/06_anonymous_mapping/AnonymousCounterTest.java=AnonymousCounterTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class AnonymousCounterTest {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final int CHILDREN = 3;
    private static final int COUNTERS = 500;
    private static final String PAGE = " rw-s of /dev/zero (deleted)";

    @Test
    @Order(1)
    @DisplayName("the parent reads what forked children have added")
    void childrenCount() {
        long times = 10 + (long) (Math.random() * 90);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment counter = create(arena);
            assertEquals(8L, Math.min(8, counter.byteSize()),
                "bytes of the counter, of the 8 that a long needs");
            assertEquals(0L, (long) LONG.getVolatile(counter, 0L), "the counter at first");
            Fork.warmUp(() -> add(counter, 0, times));
            for (int child = 0; child < CHILDREN; child++) {
                Fork.runToSuccess(Duration.ofSeconds(2), () -> add(counter, 1, times));
            }
            assertEquals(CHILDREN * times, (long) LONG.getVolatile(counter, 0L),
                "the counter after " + CHILDREN + " children added 1, " + times + " times each");
        }
    }

    @Test
    @Order(2)
    @DisplayName("/proc/self/maps shows one page of shared memory without a file, and nothing else")
    void sharedAndNameless() throws Exception {
        List<String> files = Observe.temporaryFiles();
        try (Arena arena = Arena.ofConfined()) {
            var before = Resources.now();
            MemorySegment counter = create(arena);
            assertEquals(List.of("mapped: 1 page" + PAGE), before.changed(),
                "what is open and mapped in addition after create");
            assertEquals("rw-s /dev/zero (deleted)", region(counter.address()),
                "the memory in /proc/self/maps");
            assertEquals(files, Observe.temporaryFiles(), "files in the temporary folder");
        }
    }

    @Test
    @Order(3)
    @DisplayName("counters are independent, also those of other arenas and threads")
    void twoCounters() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment one = create(arena);
            MemorySegment other = create(arena);
            LONG.setVolatile(one, 0L, 7L);
            assertEquals(0L, (long) LONG.getVolatile(other, 0L),
                "the second counter, while the first is 7");
            MemorySegment third;
            try (Arena another = Arena.ofConfined()) {
                third = create(another);
                assertEquals(0L, (long) LONG.getVolatile(third, 0L),
                    "a third counter, while the first is 7");
            }
            assertEquals("nothing", region(third.address()),
                "what is mapped at the address of the third counter after its arena was closed");
            assertEquals("rw-s /dev/zero (deleted)", region(one.address()),
                "the first counter in /proc/self/maps after the arena of the third was closed");
            assertEquals(true, one.isAccessibleBy(new Thread()),
                "each thread may use a counter in a shared arena");
        }
    }

    @Test
    @Order(4)
    @DisplayName("closing the arena unmaps the memory, and ends each access to it")
    void unmappedWithItsArena() throws Exception {
        var before = Resources.now();
        MemorySegment counter;
        try (Arena arena = Arena.ofConfined()) {
            counter = create(arena);
            create(arena);
        }
        assertEquals("nothing", region(counter.address()),
            "what is mapped at its address after the arena was closed");
        assertEquals(List.of(), before.changed(), "what is left after the arena was closed");
        assertEquals(false, counter.scope().isAlive(),
            "the counter can still be accessed after its arena was closed");
        assertEquals("nothing", Resources.growth(COUNTERS, () -> {
            try (Arena arena = Arena.ofConfined()) {
                create(arena);
            }
        }), "memory that each counter did not free after its arena was closed");
    }

    @Test
    @Order(5)
    @DisplayName("an arena that is closed, or belongs to another thread, refuses the counter")
    void refusedByTheArena() throws Exception {
        Arena closed = Arena.ofConfined();
        closed.close();
        assertEquals("IllegalStateException", Trouble.failure(() -> create(closed))
            .replaceFirst(":.*", ""), "the exception for an arena that is closed");
        var before = Resources.now();
        assertEquals("nothing", NativeMemory.leftBy(
            () -> Trouble.failure(() -> create(closed))), "memory that a refused call leaves");
        assertEquals(List.of(), before.changed(), "what refused calls leave open or mapped");
        try (Arena mine = Arena.ofConfined()) {
            var other = Trouble.inInterruptedThread(() -> create(mine));
            assertEquals("WrongThreadException", other.thrown() == null ? "none"
                : other.thrown().getClass().getSimpleName(), "the exception in another thread");
        }
    }

    private static void add(MemorySegment counter, long delta, long times) {
        for (long n = 0; n < times; n++) {
            LONG.getAndAdd(counter, 0L, delta);
        }
    }

    private static MemorySegment create(Arena arena) {
        return Observe.notNull(AnonymousCounter.create(arena), "what create returned");
    }

    /** Permissions and path of what is mapped at {@code address}. */
    private static String region(long address) throws IOException {
        return Proc.maps().stream().filter(region -> region.contains(address)).findFirst()
            .map(region -> (region.perms() + " " + region.path()).strip()).orElse("nothing");
    }
}
