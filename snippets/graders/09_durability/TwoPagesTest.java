//SOURCES ../../exercises/09_durability/TwoPages.java ../support/PowerCuts.java
//SOURCES ../support/Restarted.java
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
    private static final int SECTORS = 2 * Disk.PAGE_BYTES / Disk.SECTOR_BYTES;
    private static final int MANY = 300;
    private final int base = ThreadLocalRandom.current().nextInt(1, 100);

    /**
     * The pair that operation n writes. All bytes of a sector are the same. Two pairs have the same
     * bytes in another order, as after entries have moved from one page to the other. So the sum of
     * all bytes is always the same. Pair 0 is all zeros.
     */
    private TwoPages.Pair pair(int n) {
        byte[] both = new byte[2 * Disk.PAGE_BYTES];
        for (int i = 0; i < both.length && n > 0; i++) {
            both[i] = (byte) (base + (i / Disk.SECTOR_BYTES + n) % SECTORS);
        }
        return new TwoPages.Pair(Arrays.copyOf(both, Disk.PAGE_BYTES),
            Arrays.copyOfRange(both, Disk.PAGE_BYTES, both.length));
    }

    /** Returns the name of a pair, such as "pair 2", or what is wrong with it. */
    private String name(TwoPages.Pair pair) {
        return pair == null ? "null" : name(pair.left(), pair.right());
    }

    private String name(byte[]... pages) {
        var found = new TreeSet<Integer>();
        for (int page = 0; page < pages.length; page++) {
            if (pages[page] == null || pages[page].length != Disk.PAGE_BYTES) {
                return "a page of " + (pages[page] == null ? 0 : pages[page].length) + " bytes";
            }
            for (int i = 0; i < Disk.PAGE_BYTES; i++) {
                int sector = (page * Disk.PAGE_BYTES + i) / Disk.SECTOR_BYTES;
                byte seen = pages[page][i];
                found.add(seen == 0 ? 0 : 1 + Math.floorMod(seen - base - sector - 1, SECTORS));
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
            for (int n = 0; n < MANY; n++) {
                apply(disk, n);
                assertEquals("pair " + (n == 0 ? 0 : 1 + (n - 1) % SECTORS),
                    name(TwoPages.read(disk)), "after write " + n);
            }
        });
    }

    @Test
    @Order(2)
    @DisplayName("each page may change alone, and the left and the right page are not exchanged")
    void leftAndRight() throws Exception {
        PowerCuts.onEmptyDisk((disk, none) -> {
            for (int[] n : new int[][] {{1, 2}, {3, 2}, {3, 4}, {3, 5}, {6, 5}, {7, 5}, {7, 5}}) {
                TwoPages.write(disk, new TwoPages.Pair(pair(n[0]).left(), pair(n[1]).right()));
                TwoPages.Pair read = TwoPages.read(disk);
                assertEquals(List.of("pair " + n[0], "pair " + n[1]), List.of(
                    name(read.left()), name(pair(n[1]).left(), read.right())), "left and right");
            }
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
            write(dir, pair(n).left(), pair(n).right());
            assertEquals("pair " + n, name(readFromLinux()), "what read returns");
        }
        Restarted.call(TwoPagesTest.class, "write", dir, pair(5).left(), pair(5).right());
        assertEquals("pair 5", name(readFromLinux()), "what read returns after the program was"
            + " started again and has written once");
    }

    private static void write(Path dir, byte[] left, byte[] right) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            TwoPages.write(new LinuxDisk(arena, dir), new TwoPages.Pair(left, right));
        }
    }

    private TwoPages.Pair readFromLinux() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            return TwoPages.read(new LinuxDisk(arena, dir));
        }
    }

    @Test
    @Order(6)
    @DisplayName("if a call of the disk fails, write fails with its exception, without a second try"
        + ", and the next write works")
    void failures() throws Exception {
        PowerCuts.assertFailures("write", (disk, n) -> TwoPages.write(disk, pair(n + 1)),
            (disk, failed) -> {
                TwoPages.write(disk, pair(3));
                assertEquals("pair 3", PowerCuts.afterCut(disk, cut -> name(TwoPages.read(cut))),
                    "what read returns after " + failed + " failed and the next write returned");
            });
    }
}
