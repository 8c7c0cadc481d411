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

    // At a page boundary, inside a page, across two pages, and the last bytes of the file.
    private static final List<Long> OFFSETS =
        List.of(0L, 1L, 2 * PAGE, 2 * PAGE + 700, 3 * PAGE - 1, 4 * PAGE - LENGTH);

    /** The errors that a verdict has already shown in full, by call and errno. */
    private static final Set<String> SHOWN = new HashSet<>();

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
    @DisplayName("the view holds `length` bytes of the file, from `offset`")
    void bytesFromOffset() throws Exception {
        var failed = new LinkedHashMap<Long, Libc.ErrnoException>();
        for (long offset : OFFSETS) {
            var seen = new ArrayList<String>();
            try {
                view(offset, view -> seen.add(text(view)));
            } catch (Libc.ErrnoException e) {
                failed.put(offset, e);
                continue;
            }
            assertEquals(List.of(content.substring((int) offset, (int) offset + LENGTH)), seen,
                "the bytes of each view that your code passed to work, from offset " + offset);
        }
        if (!failed.isEmpty()) {
            Libc.ErrnoException first = failed.values().iterator().next();
            SHOWN.add(kind(first));
            var good = new ArrayList<>(OFFSETS);
            good.removeAll(failed.keySet());
            throw inLearnersCode(first, first.getMessage() + "\nIt happened for the offsets "
                + failed.keySet() + ", and not for " + good + ". A page has " + PAGE + " bytes.");
        }
    }

    @Test
    @Order(2)
    @DisplayName("the offset may be larger than 5 GB")
    void largeOffset() throws Exception {
        long offset = (5L << 30) + 700;
        file = dir.resolve("far");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            // The bytes before it are a hole in the file and need no space on the disk.
            channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)), offset);
        }
        var seen = new ArrayList<String>();
        viewOfFile(offset, view -> seen.add(text(view)));
        assertEquals(List.of(content.substring(0, LENGTH)), seen,
            "the bytes of each view that your code passed to work, from offset " + offset);
    }

    @Test
    @Order(3)
    @DisplayName("a store into the view changes the file")
    void storeChangesFile() throws Exception {
        for (long offset : OFFSETS) {
            var mapped = new ArrayList<String>();
            view(offset, view -> {
                mapped.addAll(mappings());
                if (mapped.equals(List.of("rw-s"))) {   // otherwise the store could end this JVM
                    view.set(ValueLayout.JAVA_BYTE, LENGTH - 1, (byte) '!');
                }
            });
            assertEquals(List.of("rw-s"), mapped,
                "how the file is mapped while work runs, for offset " + offset);
            assertEquals(offset + LENGTH - 1, Observe.readByAnotherProcess(file).indexOf('!'),
                "where another process finds the ! that work stored in the last byte of the view"
                    + " from offset " + offset);
        }
    }

    @Test
    @Order(4)
    @DisplayName("only the pages that hold the view are mapped")
    void onlyNeededPages() throws Exception {
        for (long offset : OFFSETS) {
            var pages = new ArrayList<Long>();
            view(offset, view -> pages.add(mappedPages()));
            assertEquals(List.of((offset + LENGTH - 1) / PAGE - offset / PAGE + 1), pages,
                "pages mapped while work runs, for " + LENGTH + " bytes from offset " + offset);
        }
    }

    @Test
    @Order(5)
    @DisplayName("afterwards nothing is mapped, also if work throws; the caller gets the exception")
    void nothingStaysMapped() throws Exception {
        for (long offset : OFFSETS) {
            view(offset, view -> { });
            assertEquals(0, mappedPages(),
                "pages still mapped after view has returned, for offset " + offset);
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
            assertEquals("from the work", arrived,
                "work threw an exception with this message; the exception that the caller got");
            assertEquals(0, mappedPages(), "pages still mapped after work has thrown "
                + (error ? "an Error" : "an exception"));
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
            "what is mapped while work runs, for " + length + " bytes from offset " + offset);
        assertEquals(0, mappedPages(), "pages still mapped after view has returned");
    }

    /** Calls the learner's code on a new file. */
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
        } catch (Libc.ErrnoException e) {
            if (SHOWN.contains(kind(e))) {
                throw inLearnersCode(e, "the same error as above (" + kind(e) + "), for " + length
                    + " bytes from offset " + offset);
            }
            throw e;
        } finally {
            assertEquals("open", Observe.descriptors().containsKey(fd) ? "open" : "closed",
                "the descriptor after view has returned; it is the caller that closes it");
            Libc.close(fd);
        }
    }

    private static String kind(Libc.ErrnoException e) {
        return e.call + ": " + e.name;
    }

    /** A failure with this message that points to the line of the learner's code. */
    private static AssertionError inLearnersCode(Libc.ErrnoException e, String message) {
        var failure = new AssertionError(message);
        failure.setStackTrace(e.getStackTrace());
        return failure;
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

    /** How many pages of the file are mapped, according to /proc/self/maps. */
    private long mappedPages() {
        try {
            return Proc.mapsOf("self", file.toRealPath()).stream()
                .mapToLong(Proc.Region::sizeBytes).sum() / PAGE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
