//SOURCES ../../exercises/09_durability/TwoPages.java ../support/PowerCuts.java
//SOURCES ../../09_durability/Disk.java ../../09_durability/LinuxDisk.java
//FILES exercises/09_durability/TwoPages.java=../../exercises/09_durability/TwoPages.java
//FILES solutions/09_durability/TwoPages.java=../../solutions/09_durability/TwoPages.java
//FILES graders/09_durability/TwoPagesTest.java=TwoPagesTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoPagesTest {
    @TempDir Path dir;
    private final int base = ThreadLocalRandom.current().nextInt(1, 100);

    /** The pair that operation n writes: all bytes of it are the same. Pair 0 is all zeros. */
    private TwoPages.Pair pair(int n) {
        byte[] left = new byte[Disk.PAGE_BYTES];
        Arrays.fill(left, (byte) (n == 0 ? 0 : base + n));
        return new TwoPages.Pair(left, left.clone());
    }

    /** Returns the name of a pair, such as "pair 2", or what is wrong with it. */
    private String name(TwoPages.Pair pair) {
        if (pair == null || pair.left() == null || pair.right() == null) {
            return "null";
        }
        var found = new TreeSet<Integer>();
        for (byte[] page : List.of(pair.left(), pair.right())) {
            if (page.length != Disk.PAGE_BYTES) {
                return "a page of " + page.length + " bytes";
            }
            boolean isUniform = Arrays.equals(page, 1, page.length, page, 0, page.length - 1);
            for (int i = 0; i < (isUniform ? 1 : page.length); i++) {
                found.add(page[i] == 0 ? 0 : page[i] - base & 0xff);
            }
        }
        return found.size() == 1 ? "pair " + found.first() : "a mix of the pairs " + found;
    }

    private void apply(Disk disk, int n) throws Exception {
        if (n > 0) {
            TwoPages.write(disk, pair(n));
        }
    }

    @Test
    @Order(1)
    @DisplayName("read returns the last pair, and two pages of zeros before the first write")
    void reads() throws Exception {
        PowerCuts.onEmptyDisk((disk, none) -> {
            for (int n = 0; n < 20; n++) {
                apply(disk, n);
                assertEquals("pair " + n, name(TwoPages.read(disk)), "after write " + n);
            }
        });
    }

    @Test
    @Order(2)
    @DisplayName("the left page and the right page are not exchanged")
    void leftAndRight() throws Exception {
        PowerCuts.onEmptyDisk((disk, none) -> {
            TwoPages.write(disk, new TwoPages.Pair(pair(1).left(), pair(2).right()));
            TwoPages.Pair read = TwoPages.read(disk);
            assertEquals(List.of("pair 1", "pair 2"), List.of(
                name(new TwoPages.Pair(read.left(), read.left())),
                name(new TwoPages.Pair(read.right(), read.right()))), "left and right");
        });
    }

    @Test
    @Order(3)
    @DisplayName("a power cut leaves both old pages or both new ones, and the new ones after write")
    void cuts() throws Exception {
        PowerCuts.assertNone(PowerCuts.store((disk, n) -> TwoPages.write(disk, pair(n + 1)),
            disk -> name(TwoPages.read(disk)), n -> "pair " + (n + 1)), 2);
    }

    @Test
    @Order(4)
    @DisplayName("the first write survives a power cut, although its file is new")
    void firstWrite() throws Exception {
        PowerCuts.assertNone(PowerCuts.store(this::apply, disk -> name(TwoPages.read(disk)),
            n -> "pair " + n), 1);
    }

    @Test
    @Order(5)
    @DisplayName("the pages are in files, on a disk of Linux too")
    void linux() throws Exception {
        for (int n = 1; n < 4; n++) {
            try (Arena arena = Arena.ofConfined()) {
                TwoPages.write(new LinuxDisk(arena, dir), pair(n));
            }
            try (Arena restarted = Arena.ofConfined()) {
                assertEquals("pair " + n, name(TwoPages.read(new LinuxDisk(restarted, dir))),
                    "what read returns in another program");
            }
        }
    }
}
