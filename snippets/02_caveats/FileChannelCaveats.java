//SOURCES ../Libc.java Caveat.java ForkedAccess.java MappedFile.java MmapAttempt.java

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.channels.FileChannel.MapMode.PRIVATE;
import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.channels.FileChannel.MapMode.READ_WRITE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel.MapMode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls where Java's {@code FileChannel.map} differs from mmap(2), which it uses itself. */
final class FileChannelCaveats {
    private FileChannelCaveats() {}

    private static final long PAGE = MmapAttempt.PAGE;

    static final List<Caveat> ALL = List.of(
        Caveat.beyond("file of 10 bytes: map 2 pages; how long is the file then?",
            "mmap: 10 bytes; FileChannel: 2 pages",
            () -> both(
                new MmapAttempt(10).length(2 * PAGE).then(p -> sizeOfFile()),
                map(10, "rw", READ_WRITE, 0, 2 * PAGE, p -> sizeOfFile()))),
        Caveat.beyond("file of 10 bytes: map 2 pages for reading only",
            "mmap: maps; FileChannel: IOException",
            () -> both(
                new MmapAttempt(10).access(Libc.O_RDONLY).prot(Libc.PROT_READ).length(2 * PAGE)
                    .maps(),
                map(10, "r", READ_ONLY, 0, 2 * PAGE, p -> "maps"))),
        Caveat.beyond("file of abc...: map from offset 1; p[0]",
            "mmap: EINVAL; FileChannel: b",
            () -> both(
                new MmapAttempt(PAGE).offset(1).length(1).then(FileChannelCaveats::first),
                map(PAGE, "rw", READ_WRITE, 1, 1, FileChannelCaveats::first))),
        Caveat.beyond("map 0 bytes",
            "mmap: EINVAL; FileChannel: maps",
            () -> both(
                new MmapAttempt(PAGE).length(0).maps(),
                map(PAGE, "rw", READ_WRITE, 0, 0, p -> "maps"))),
        Caveat.beyond("file open for reading only: map READ|WRITE, SHARED",
            "mmap: EACCES; FileChannel: NonWritableChannelException",
            () -> both(
                new MmapAttempt(PAGE).access(Libc.O_RDONLY).maps(),
                map(PAGE, "r", READ_WRITE, 0, PAGE, p -> "maps"))),
        Caveat.beyond("file open for reading only: map READ|WRITE, PRIVATE",
            "mmap: maps; FileChannel: NonWritableChannelException",
            () -> both(
                new MmapAttempt(PAGE).access(Libc.O_RDONLY).flags(Libc.MAP_PRIVATE).maps(),
                map(PAGE, "r", PRIVATE, 0, PAGE, p -> "maps"))),
        Caveat.beyond("map, truncate the file to 0 bytes, p[0]",
            "mmap: SIGBUS; FileChannel: InternalError",
            () -> both(
                new MmapAttempt(PAGE).then(p -> {
                    MappedFile.make(0);
                    return ForkedAccess.read(p, 0);
                }),
                map(PAGE, "rw", READ_WRITE, 0, PAGE, p -> {
                    MappedFile.make(0);
                    return first(p);
                }))),
        Caveat.beyond("map, unmap, p[0]",
            "mmap: SIGSEGV; FileChannel: IllegalStateException",
            () -> both(
                new MmapAttempt(PAGE).then(p -> ForkedAccess.unmapThenRead(p, p, 0)),
                MmapAttempt.answer(() -> first(mappedAndUnmapped())))),
        // FileChannel has no mode for memory without a file, and map always needs a channel.
        Caveat.beyond("map with fd=-1, ANONYMOUS; FileChannel's MapModes",
            "mmap: maps; FileChannel: PRIVATE READ_ONLY READ_WRITE",
            () -> both(
                new MmapAttempt(0).flags(Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS).of(-1, p -> "maps"),
                Stream.of(MapMode.class.getFields()).map(Field::getName).sorted()
                    .collect(Collectors.joining(" ")))));

    private static String both(String mmap, String fileChannel) {
        return "mmap: " + mmap + "; FileChannel: " + fileChannel;
    }

    /** The result or exception of {@code FileChannel.map} on a new file, open as "r" or "rw". */
    private static String map(long fileBytes, String access, MapMode mode, long position,
            long size, MmapAttempt.Use use) {
        return MmapAttempt.answer(() -> {
            try (var file = new RandomAccessFile(MappedFile.make(fileBytes).toFile(), access);
                    var arena = Arena.ofConfined()) {
                return use.of(file.getChannel().map(mode, position, size, arena));
            }
        });
    }

    private static MemorySegment mappedAndUnmapped() throws IOException {
        try (var file = new RandomAccessFile(MappedFile.make(PAGE).toFile(), "rw");
                var arena = Arena.ofConfined()) {
            return file.getChannel().map(READ_WRITE, 0, PAGE, arena);
        }
    }

    private static String first(MemorySegment p) {
        return String.valueOf((char) p.get(JAVA_BYTE, 0));
    }

    private static String sizeOfFile() throws IOException {
        int bytes = MappedFile.content().length();
        return bytes % PAGE == 0 ? bytes / PAGE + " pages" : bytes + " bytes";
    }
}
