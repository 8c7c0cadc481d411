//SOURCES ../../Fork.java ../../Proc.java
//SOURCES ../../exercises/06_anonymous_mapping/AnonymousCounter.java ../support/Observe.java
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
    @DisplayName("/proc/self/maps shows shared memory without a file")
    void sharedAndNameless() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment counter = create(arena);
            assertEquals("rw-s /dev/zero (deleted)", region(counter.address()),
                "the memory in /proc/self/maps");
        }
    }

    @Test
    @Order(3)
    @DisplayName("two counters are independent")
    void twoCounters() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = create(arena);
            MemorySegment other = create(arena);
            LONG.setVolatile(one, 0L, 7L);
            assertEquals(0L, (long) LONG.getVolatile(other, 0L),
                "the second counter, while the first is 7");
            assertEquals(0L, (long) LONG.getVolatile(create(arena), 0L),
                "a third counter, while the first is 7");
        }
    }

    @Test
    @Order(4)
    @DisplayName("it has no descriptor, and is unmapped when its arena is closed")
    void unmappedWithItsArena() throws Exception {
        var before = Observe.descriptors();
        long address;
        try (Arena arena = Arena.ofConfined()) {
            address = create(arena).address();
            assertEquals(List.of(), Observe.openedSince(before), "open descriptors of the memory");
        }
        assertEquals("nothing", region(address),
            "what is mapped at its address after the arena was closed");
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
