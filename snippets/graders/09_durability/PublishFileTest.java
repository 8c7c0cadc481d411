//SOURCES ../../exercises/09_durability/PublishFile.java ../support/PowerCuts.java
//SOURCES ../../09_durability/Disk.java ../../09_durability/LinuxDisk.java
//SOURCES ../../09_durability/SimulatedDisk.java
//FILES exercises/09_durability/PublishFile.java=../../exercises/09_durability/PublishFile.java
//FILES solutions/09_durability/PublishFile.java=../../solutions/09_durability/PublishFile.java
//FILES graders/09_durability/PublishFileTest.java=PublishFileTest.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishFileTest {
    private static final List<String> OTHERS = List.of("b", "b c", "draft", "new", "temp", "tmp");

    @TempDir Path dir;
    private final int base = ThreadLocalRandom.current().nextInt(1, 100);

    /** Version n of the file: its length and its bytes tell which one it is. */
    private byte[] version(int n) {
        byte[] bytes = new byte[200 + (n + 1) * 377 % 1500];   // longer and shorter ones
        Arrays.fill(bytes, (byte) (base + n));
        return bytes;
    }

    private Object name(Disk disk, String file) throws IOException {
        if (!disk.exists(file)) {
            return "no file";
        }
        byte[] found = disk.read(file);
        for (int n = 0; n < 8; n++) {
            if (Arrays.equals(found, version(n))) {
                return "version " + n;
            }
        }
        return found.length + " bytes that are no version";
    }

    @Test
    @Order(1)
    @DisplayName("the file has the new content, and no other file remains in the folder")
    void publishes() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            var disk = new LinuxDisk(arena, dir);
            for (byte[] bytes : List.of(version(1), new byte[0], new byte[70_000], version(2))) {
                PublishFile.publish(disk, "a", bytes);
                assertArrayEquals(bytes, Files.readAllBytes(dir.resolve("a")), "the file");
            }
            for (String name : OTHERS) {
                PublishFile.publish(disk, name, version(3));
            }
            PublishFile.publish(disk, "a", version(4));
            for (String name : OTHERS) {
                assertEquals("version 3", name(disk, name), "the file " + name);
            }
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(Stream.concat(Stream.of("a"), OTHERS.stream()).toList(),
                files.map(file -> file.getFileName().toString()).sorted().toList(),
                "the files in the folder");
        }
    }

    @Test
    @Order(2)
    @DisplayName("another program finds the old file or the new one at each moment")
    void readers() throws Exception {
        var found = new LinkedHashSet<Object>();
        try (Arena arena = Arena.ofConfined()) {
            var disk = new SimulatedDisk[1];
            // write is two calls of Linux: an open, which truncates the file, and a write.
            disk[0] = new SimulatedDisk(arena, Map.of("a", version(1)),
                call -> found.add(look(disk[0])));
            PublishFile.publish(disk[0], "a", version(2));
            found.add(look(disk[0]));
        }
        assertEquals(List.of("version 1", "version 2"), List.copyOf(found),
            "what another program finds, before each call of Linux and at the end");
    }

    private Object look(Disk disk) {
        try {
            return name(disk, "a");
        } catch (IOException e) {
            return e;
        }
    }

    @Test
    @Order(3)
    @DisplayName("a power cut leaves the old file or the new one, and the new one after publish")
    void cuts() throws Exception {
        PowerCuts.assertNone(PowerCuts.store(
            (disk, n) -> PublishFile.publish(disk, "a", version(n)), disk -> name(disk, "a"),
            n -> "version " + n), 3);
    }

    @Test
    @Order(4)
    @DisplayName("a file that did not exist is complete after a power cut, or does not exist")
    void newFile() throws Exception {
        PowerCuts.assertNone(PowerCuts.store((disk, n) -> {
            if (n > 0) {
                PublishFile.publish(disk, "a" + n, version(n));
            }
        }, disk -> {
            var found = new ArrayList<Object>();
            for (int n = 1; n < 6 && disk.exists("a" + n); n++) {
                found.add(name(disk, "a" + n));
            }
            return found;
        }, n -> IntStream.rangeClosed(1, n).mapToObj(i -> "version " + i).toList()), 3);
    }

    @Test
    @Order(5)
    @DisplayName("if a call of the disk fails, publish fails with its exception, without a second"
        + " try, and the old file stays")
    void failures() throws Exception {
        for (int next : new int[] {2, 3}) {   // the same content, and a shorter one
            PowerCuts.assertFailures("publish",
                (disk, n) -> PublishFile.publish(disk, "a", version(2 * n)), (disk, failed) -> {
                    if (!failed.equals("fsyncFolder")) {
                        assertEquals("version 0", name(disk, "a"), "the file after " + failed
                            + " failed");
                    }
                    PublishFile.publish(disk, "a", version(next));
                    assertEquals("version " + next, PowerCuts.afterCut(disk,
                        cut -> name(cut, "a")), "the file after " + failed + " failed, the next"
                        + " publish returned, and the power failed");
                });
        }
    }
}
