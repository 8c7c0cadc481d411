//SOURCES ../../exercises/09_durability/DurableCounter.java ../support/PowerCuts.java
//SOURCES ../../09_durability/Disk.java ../../09_durability/LinuxDisk.java
//FILES exercises/09_durability/DurableCounter.java=../../exercises/09_durability/DurableCounter.java
//FILES solutions/09_durability/DurableCounter.java=../../solutions/09_durability/DurableCounter.java
//FILES graders/09_durability/DurableCounterTest.java=DurableCounterTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableCounterTest {
    private static final int MANY = 1200;

    @TempDir Path dir;
    /** The numbers that are added: large values of both signs, so that all eight bytes change. */
    private final List<Long> steps = LongStream.concat(LongStream.of(Long.MIN_VALUE, -1),
        new Random().longs(8)).boxed().toList();

    private long sum(int first, int last) {
        return steps.subList(first, last + 1).stream().reduce(0L, Long::sum);
    }

    @Test
    @Order(1)
    @DisplayName("add returns the new value, and get returns it again")
    void counts() throws Exception {
        PowerCuts.onEmptyDisk((disk, none) -> {
            assertEquals(0, DurableCounter.get(disk), "get before the first add");
            for (int n = 0; n < steps.size(); n++) {
                assertEquals(sum(0, n), DurableCounter.add(disk, steps.get(n)), "what add returns");
                assertEquals(sum(0, n), DurableCounter.get(disk), "what get returns");
            }
            for (int n = 0; n < MANY; n++) {
                DurableCounter.add(disk, 1);
            }
            assertEquals(sum(0, steps.size() - 1) + MANY, DurableCounter.get(disk),
                "what get returns after 1 was added " + MANY + " times");
        });
    }

    @Test
    @Order(2)
    @DisplayName("a power cut leaves the old value or the new one, and the new one after add")
    void cuts() throws Exception {
        PowerCuts.assertNone(PowerCuts.store((disk, n) -> DurableCounter.add(disk, steps.get(n)),
            DurableCounter::get, n -> sum(0, n)), 3);
    }

    @Test
    @Order(3)
    @DisplayName("the first add survives a power cut, although its file is new")
    void firstAdd() throws Exception {
        PowerCuts.assertNone(PowerCuts.store((disk, n) -> {
            if (n > 0) {
                DurableCounter.add(disk, steps.get(n));
            }
        }, DurableCounter::get, n -> n == 0 ? 0L : sum(1, n)), 1);
    }

    @Test
    @Order(4)
    @DisplayName("if a call of the disk fails, add fails with its exception, without a second try")
    void failures() throws Exception {
        PowerCuts.assertFailures("add", (disk, n) -> {
            if (n > 0) {
                DurableCounter.add(disk, steps.get(n));
            }
        }, (disk, failed) -> { });
    }

    @Test
    @Order(5)
    @DisplayName("the counter is in the file counter, on a disk of Linux too")
    void linux() throws Exception {
        for (int n = 0; n < 3; n++) {
            try (Arena arena = Arena.ofConfined()) {
                DurableCounter.add(new LinuxDisk(arena, dir), steps.get(n));
            }
            try (Arena restarted = Arena.ofConfined()) {
                assertEquals(sum(0, n), DurableCounter.get(new LinuxDisk(restarted, dir)),
                    "what get returns in another program");
            }
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(List.of("counter"),
                files.map(file -> file.getFileName().toString()).toList(), "the files");
        }
    }
}
