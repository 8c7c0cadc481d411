//SOURCES ../../Libc.java ../../09_durability/Cut.java ../../09_durability/Disk.java
//SOURCES ../../09_durability/PowerCutLab.java ../../09_durability/Stores.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("durability")
@DisplayName("The power-cut lab")
class PowerCutLabTest {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static Cut cut(PowerCutLab.Store store) throws Exception {
        return PowerCutLab.of(store, 1).cut().orElseThrow();
    }

    @DisplayName("finds the smallest cut that breaks a broken store")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        in-place               | 1 | document, page 0, sector 0 | a mix of the versions 0 and 1
        checksum               | 1 | document, page 0, sector 0 | damaged
        slots-without-checksum | 1 | document, page 1, sector 0 | version 1 and zeros
        slots-with-ms-async    | 1 | ''                         | version 0
        log-without-checksum   | 1 | document, page 0, sector 1 | version 1 and zeros
        overwrite              | 1 | document, page 0           | zeros
        rename-without-fsync   | 1 | the rename of document.new to document | 0 bytes
        rename-without-folder  | 1 | ''                         | version 0
        """)
    void broken(String name, int operation, String reached, String seen) throws Exception {
        Cut cut = cut(Stores.all().get(name));
        assertEquals(operation, cut.operation(), cut.where());
        assertEquals(reached, String.join("; ", cut.reached()), cut.where());
        assertEquals(seen, cut.seen(), cut.where());
    }

    @DisplayName("finds no cut that breaks a fixed store, over all subsets of 16 changes")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"slots", "log", "rename"})
    void fixed(String name) throws Exception {
        PowerCutLab.Report report = new PowerCutLab(1, 3, 16).run(Stores.all().get(name));
        assertEquals("no cut", report.cut().map(Cut::where).orElse("no cut"));
        assertTrue(report.images() > 50, "images: " + report.images());
    }

    @Test
    @DisplayName("tries all subsets of the sectors of two whole pages, and says what is a sample")
    void sectorsOfTwoPages() throws Exception {
        // One of 65,536 subsets breaks this store.
        int broken = 0b0001_0010_0010_0100;
        var store = Stores.of((disk, n) -> {
            MemorySegment p = disk.map("pages", 8192);
            for (int sector = 0; sector < 16; sector++) {
                p.set(LONG, 512 * sector, n);
            }
            disk.msync(p, Libc.MS_SYNC);
        }, disk -> {
            MemorySegment p = disk.map("pages", 8192);
            long version = p.get(LONG, 0);
            int differ = 0;
            for (int sector = 0; sector < 16; sector++) {
                differ |= p.get(LONG, 512 * sector) == version ? 0 : 1 << sector;
            }
            return "version " + version + (differ == broken ? " torn" : "");
        });
        assertEquals(4, cut(store).reached().size());
        PowerCutLab.Report report = new PowerCutLab(1, 1, 10).run(store);
        assertEquals(List.of("pages: all subsets; most changes at one moment: 2",
            "sectors of 512 bytes: all subsets of up to 10 changes, a sample of more (seed 1); most"
                + " changes at one moment: 16"), report.tried().subList(0, 2));
        assertEquals(Optional.empty(), report.cut(), "a sample of the sectors does not find it");
    }

    @Test
    @DisplayName("reports the same cut for the same seed")
    void sameSeed() throws Exception {
        for (var store : Stores.all().values()) {
            assertEquals(PowerCutLab.of(store, 7), PowerCutLab.of(store, 7));
        }
    }

    @Test
    @DisplayName("tears a page between two words, because Linux may write it between two stores")
    void words() throws Exception {
        Cut cut = cut(Stores.of((disk, n) -> {
            MemorySegment p = disk.map("pair", 4096);
            p.set(LONG, 0, n);
            p.set(LONG, 8, n);
            disk.msync(p, Libc.MS_SYNC);
        }, disk -> {
            MemorySegment p = disk.map("pair", 4096);
            return "version " + p.get(LONG, 0) + (p.get(LONG, 0) == p.get(LONG, 8) ? "" : " torn");
        }));
        assertEquals(List.of("pair, page 0, bytes 0 to 7"), cut.reached());
        assertEquals(List.of(new Cut.Page("pair, page 0", "m.......")), cut.pages());
    }

    @Test
    @DisplayName("never tears an aligned long")
    void alignedLong() throws Exception {
        assertEquals(Optional.empty(), PowerCutLab.of(Stores.of((disk, n) -> {
            MemorySegment p = disk.map("counter", 4096);
            p.set(LONG, 504, n * 0x0101_0101_0101_0101L);
            disk.msync(p, Libc.MS_SYNC);
        }, disk -> "version " + disk.map("counter", 4096).get(LONG, 504)
            / 0x0101_0101_0101_0101L), 1).cut());
    }

    @Test
    @DisplayName("finds a torn subset among more changes than it can try, and makes it small")
    void shrinks() throws Exception {
        // Only a file with three or more, but not all, of 40 new words breaks this store.
        var store = Stores.of((disk, n) -> {
            MemorySegment p = disk.map("words", 4096);
            for (int i = 0; i < 40; i++) {
                p.set(LONG, 8 * i, n);
            }
            disk.msync(p, Libc.MS_SYNC);
        }, disk -> {
            MemorySegment p = disk.map("words", 4096);
            var counts = new TreeMap<Long, Integer>();
            for (int i = 0; i < 40; i++) {
                counts.merge(p.get(LONG, 8 * i), 1, Integer::sum);
            }
            long version = counts.get(counts.lastKey()) < 3 ? counts.firstKey() : counts.lastKey();
            return "version " + version + (counts.size() > 1 && counts.lastEntry().getValue() >= 3
                ? " torn" : "");
        });
        assertEquals(3, cut(store).reached().size());
    }

    @Test
    @DisplayName("runs one more operation after each recovery")
    void worksAfterARestart() throws Exception {
        // The recovery leaves its mark in the file, and the next operation does not expect it.
        Cut cut = cut(Stores.of((disk, n) -> {
            MemorySegment p = disk.map("counter", 4096);
            p.set(LONG, 0, p.get(LONG, 8) == 0 ? n : 99);
            disk.msync(p, Libc.MS_SYNC);
        }, disk -> {
            MemorySegment p = disk.map("counter", 4096);
            p.set(LONG, 8, 1);
            return "version " + p.get(LONG, 0);
        }));
        assertTrue(cut.then().startsWith("After the restart, operation 1 returned"), cut.then());
        assertEquals("version 99", cut.seen());
    }

    @Test
    @DisplayName("treats an exception of recover as a broken store")
    void exception() throws Exception {
        Cut cut = cut(Stores.of((disk, n) -> disk.write("file", new byte[] {(byte) n}),
            disk -> "version " + disk.read("file")[0]));
        assertTrue(cut.seen().toString().contains("ArrayIndexOutOfBounds"), cut.where());
    }

    @Test
    @DisplayName("rejects an msync whose address is not page-aligned, as Linux does")
    void unaligned() {
        var store = Stores.of((disk, n) ->
            disk.msync(disk.map("file", 4096).asSlice(8), Libc.MS_SYNC), disk -> "");
        String message = assertThrows(IllegalArgumentException.class,
            () -> PowerCutLab.of(store, 1)).getMessage();
        assertTrue(message.startsWith("msync: Invalid argument (EINVAL; offset=8"), message);
    }
}
