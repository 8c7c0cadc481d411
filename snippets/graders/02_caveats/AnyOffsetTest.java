//SOURCES ../../Libc.java ../../Proc.java ../../exercises/02_caveats/AnyOffset.java
//SOURCES ../support/LargeFile.java ../support/Observe.java ../support/Resources.java
//SOURCES ../support/Trouble.java
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
    private static final int CALLS = 500;

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
            SHOWN.add(Trouble.name(first));
            var good = new ArrayList<>(OFFSETS);
            good.removeAll(failed.keySet());
            throw inLearnersCode(first, first.getMessage() + "\nIt happened for the offsets "
                + failed.keySet() + ", and not for " + good + ". A page has " + PAGE + " bytes.");
        }
    }

    @Test
    @Order(2)
    @DisplayName("the offset and the length may be larger than 2 GiB")
    void largeNumbers() throws Exception {
        file = LargeFile.create(dir.resolve("far"), LargeFile.GIB_5 + 4 * PAGE);
        for (long offset : List.of(LargeFile.GIB_3 + 700, LargeFile.GIB_5 + 700)) {
            LargeFile.put(file, offset, content.substring(0, LENGTH));
            var seen = new ArrayList<String>();
            viewOfFile(offset, LENGTH, view -> seen.add(text(view)));
            assertEquals(List.of(content.substring(0, LENGTH)), seen,
                "the bytes of each view that your code passed to work, from offset " + offset);
        }
        for (long length : List.of(LargeFile.GIB_3, LargeFile.GIB_5)) {
            var seen = new ArrayList<String>();
            viewOfFile(700 + LENGTH, length, view -> seen.add(view.byteSize() + " bytes, ending in "
                + (view.byteSize() < length ? "nothing" : text(view.asSlice(length - LENGTH)))));
            assertEquals(List.of(length + " bytes, ending in " + content.substring(0, LENGTH)),
                seen, "what work gets for " + length + " bytes from offset " + (700 + LENGTH));
        }
    }

    @Test
    @Order(3)
    @DisplayName("a store into the view changes the file")
    void storeChangesFile() throws Exception {
        for (long offset : OFFSETS) {
            var mapped = new ArrayList<String>();
            var seen = new ArrayList<String>();
            view(offset, view -> {
                mapped.addAll(mappings());
                if (mapped.equals(List.of("rw-s"))) {   // otherwise the store could end this JVM
                    view.set(ValueLayout.JAVA_BYTE, LENGTH - 1, (byte) '!');
                    seen.add(read(offset + LENGTH - 1));
                    write(offset, "?");
                    seen.add(text(view.asSlice(0, 1)));
                }
            });
            assertEquals(List.of("rw-s"), mapped,
                "how the file is mapped while work runs, for offset " + offset);
            assertEquals("!", LargeFile.get(file, offset + LENGTH - 1, 1), "the byte of the file"
                + " after work stored a ! into the last byte of the view from offset " + offset);
            assertEquals(List.of("!", "?"), seen, "the file's byte at once, while work runs; and"
                + " the view's byte after another program wrote a ? into the file, for offset "
                + offset);
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
        var thrown = new ArrayList<>(Trouble.oneOfEachKind());
        thrown.add(new Libc.ErrnoException("munmap", Libc.EINVAL, "from the work"));
        for (Throwable each : thrown) {
            String kind = each instanceof Error ? "an Error" : each instanceof IOException
                ? "a checked exception" : "an exception";
            assertEquals("the same", Trouble.arrived(each,
                    () -> view(3 * PAGE - 1, view -> Trouble.raise(each))),
                "what the caller gets after work has thrown " + kind + ", " + Trouble.name(each));
            assertEquals(0, mappedPages(), "pages still mapped after work has thrown " + kind);
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

    @Test
    @Order(7)
    @DisplayName("if mmap fails, the caller gets its errno")
    void mmapFails() throws Exception {
        try (var fifo = Trouble.fifo()) {
            file = fifo.path;
            assertEquals("ENODEV", Trouble.reason("ENODEV", () -> viewOfFile(1, LENGTH, v -> { })),
                "what the caller gets if fd is a FIFO, which mmap refuses with ENODEV");
        }
    }

    @Test
    @Order(8)
    @DisplayName("nothing else stays mapped or changes")
    void nothingElse() throws Exception {
        file = Files.writeString(dir.resolve("calls"), content);
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            Libc.lseek(fd, 5, Libc.SEEK_SET);
            var before = Resources.now();
            AnyOffset.view(fd, PAGE + 1, LENGTH, view -> { });
            assertEquals(List.of(), before.changed(),
                "what has changed in this process after view has returned");
            assertEquals(5, Libc.lseek(fd, 0, Libc.SEEK_CUR),
                "the file position of the caller's fd, which was 5");
            assertEquals("nothing", Resources.growth(CALLS,
                    () -> AnyOffset.view(fd, PAGE + 1, LENGTH, view -> { })),
                "memory that each of " + CALLS + " calls leaves mapped");
        } finally {
            Libc.close(fd);
        }
    }

    /** Calls the learner's code on a new file. */
    private void view(long offset, Consumer<MemorySegment> work) throws IOException {
        file = Files.writeString(dir.resolve("letters" + offset), content);
        viewOfFile(offset, LENGTH, work);
    }

    private void viewOfFile(long offset, long length, Consumer<MemorySegment> work)
            throws IOException {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            AnyOffset.view(fd, offset, length, work);
        } catch (Libc.ErrnoException e) {
            if (SHOWN.contains(Trouble.name(e))) {
                throw inLearnersCode(e, "the same error as above (" + Trouble.name(e) + "), for "
                    + length + " bytes from offset " + offset);
            }
            throw e;
        } finally {
            assertEquals("open", Observe.descriptors().containsKey(fd) ? "open" : "closed",
                "the descriptor after view has returned; it is the caller that closes it");
            Libc.close(fd);
        }
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

    private String read(long offset) {
        return unchecked(() -> LargeFile.get(file, offset, 1));
    }

    private void write(long offset, String text) {
        unchecked(() -> {
            LargeFile.put(file, offset, text);
            return null;
        });
    }

    private List<String> mappings() {
        return unchecked(() -> Observe.mappingsOf(file));
    }

    /** How many pages of the file are mapped, according to /proc/self/maps. */
    private long mappedPages() {
        return unchecked(() -> Proc.mapsOf("self", file.toRealPath()).stream()
            .mapToLong(Proc.Region::sizeBytes).sum() / PAGE);
    }

    /** Calls what may throw an IOException in a callback, which must not. */
    private static <T> T unchecked(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
