//SOURCES ../../Libc.java ../../Proc.java ../../exercises/02_caveats/AnyOffset.java
//SOURCES ../support/Observe.java
//FILES exercises/02_caveats/AnyOffset.java=../../exercises/02_caveats/AnyOffset.java
//FILES solutions/02_caveats/AnyOffset.java=../../solutions/02_caveats/AnyOffset.java
//FILES graders/02_caveats/AnyOffsetTest.java=AnyOffsetTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnyOffsetTest {
    private static final long PAGE = Libc.pageSize();
    private static final int LENGTH = 9;

    // At a page's beginning, inside of one, across two; and the file's last bytes.
    private static final List<Long> OFFSETS =
        List.of(0L, 1L, 2 * PAGE, 2 * PAGE + 700, 3 * PAGE - 1, 4 * PAGE - LENGTH);

    @TempDir Path dir;
    private Path file;
    private String content;

    @BeforeEach
    void fourPagesOfLetters() {
        content = new Random().ints(4 * PAGE, 'a', 'z' + 1).collect(StringBuilder::new,
            StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    @Test
    @Order(1)
    @DisplayName("the view is the file's bytes from the offset on, as many as asked for")
    void theBytesFromTheOffsetOn() throws Exception {
        for (long offset : OFFSETS) {
            var seen = new ArrayList<String>();
            view(offset, view -> seen.add(text(view)));
            assertEquals(List.of(content.substring((int) offset, (int) offset + LENGTH)), seen,
                "the bytes of each view that work was handed, from offset " + offset);
        }
    }

    @Test
    @Order(2)
    @DisplayName("also 5 GB behind the beginning")
    void farBehind() throws Exception {
        long offset = (5L << 30) + 700;
        file = dir.resolve("far");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            // What lies before is a hole, which takes no room on the disk.
            channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)), offset);
        }
        var seen = new ArrayList<String>();
        viewOfFile(offset, view -> seen.add(text(view)));
        assertEquals(List.of(content.substring(0, LENGTH)), seen,
            "the bytes of each view that work was handed, from offset " + offset);
    }

    @Test
    @Order(3)
    @DisplayName("a change to the view is a change of the file")
    void aChangeOfTheFile() throws Exception {
        for (long offset : OFFSETS) {
            var mapped = new ArrayList<String>();
            view(offset, view -> {
                mapped.addAll(mappings());
                if (mapped.equals(List.of("rw-s"))) {   // or the store might end this JVM
                    view.set(ValueLayout.JAVA_BYTE, LENGTH - 1, (byte) '!');
                }
            });
            assertEquals(List.of("rw-s"), mapped, "mappings of the file, for offset " + offset);
            assertEquals(offset + LENGTH - 1, Observe.readByAnotherProcess(file).indexOf('!'),
                "where the file has changed: the last byte of the view from offset " + offset);
        }
    }

    @Test
    @Order(4)
    @DisplayName("no more pages are mapped than it takes")
    void noMoreThanItTakes() throws Exception {
        for (long offset : OFFSETS) {
            var pages = new ArrayList<Long>();
            view(offset, view -> pages.add(mappedPages()));
            assertEquals(List.of((offset + LENGTH - 1) / PAGE - offset / PAGE + 1), pages,
                "pages mapped for " + LENGTH + " bytes from offset " + offset);
        }
    }

    @Test
    @Order(5)
    @DisplayName("afterwards not a page is mapped, nor if the work throws, whose exception arrives")
    void notAPageIsLeft() throws Exception {
        for (long offset : OFFSETS) {
            view(offset, view -> { });
            assertEquals(0, mappedPages(), "pages left mapped, for offset " + offset);
        }
        for (boolean error : new boolean[] {false, true}) {
            String arrived = "none";
            try {
                view(3 * PAGE - 1, view -> {
                    if (error) {
                        throw new InternalError("from the work");   // as after a SIGBUS
                    }
                    throw new IllegalStateException("from the work");
                });
            } catch (IllegalStateException | InternalError e) {
                arrived = e.getMessage();
            }
            assertEquals("from the work", arrived, "the exception that arrived");
            assertEquals(0, mappedPages(), "pages left mapped when the work has thrown"
                + (error ? " an Error" : ""));
        }
    }

    @Test
    @Order(6)
    @DisplayName("a view may be longer than a page")
    void longerThanAPage() throws Exception {
        long offset = PAGE + 700;
        long length = 2 * PAGE + LENGTH;
        var seen = new ArrayList<String>();
        file = Files.writeString(dir.resolve("long"), content);
        viewOfFile(offset, length, view -> seen.add(mappedPages() + " pages, ending in "
            + (view.byteSize() < length ? "nothing" : text(view.asSlice(length - LENGTH)))));
        int end = (int) (offset + length);
        assertEquals(List.of("3 pages, ending in " + content.substring(end - LENGTH, end)), seen,
            "what is mapped for " + length + " bytes from offset " + offset);
        assertEquals(0, mappedPages(), "pages left mapped");
    }

    /** Calls the learner's code, on a file for each offset. */
    private void view(long offset, Consumer<MemorySegment> work) throws IOException {
        file = Files.writeString(dir.resolve("letters" + offset), content);
        viewOfFile(offset, work);
    }

    private void viewOfFile(long offset, Consumer<MemorySegment> work) throws IOException {
        viewOfFile(offset, LENGTH, work);
    }

    private void viewOfFile(long offset, long length, Consumer<MemorySegment> work)
            throws IOException {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            AnyOffset.view(fd, offset, length, work);
        } finally {
            assertEquals("open", Observe.descriptors().containsKey(fd) ? "open" : "closed",
                "the descriptor, which the caller closes");
            Libc.close(fd);
        }
    }

    private static String text(MemorySegment view) {
        return view == null ? "null" : view.byteSize() > 2 * LENGTH ? view.byteSize() + " bytes"
            : new String(view.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1)
                .replace("\0", "\\0");
    }

    private List<String> mappings() {
        try {
            return Observe.mappingsOf(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many pages of the file are mapped, by the addresses in /proc/self/maps. */
    private long mappedPages() {
        try {
            return Proc.mapsOf("self", file.toRealPath()).stream()
                .mapToLong(Proc.Region::sizeBytes).sum() / PAGE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
