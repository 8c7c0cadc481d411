//SOURCES ../Libc.java ../Script.java Caveat.java ForkedAccess.java MappedFile.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * One attempt to map a new file and to use the memory. The answer is the name of an errno or of a
 * signal, or a few words. An argument that is not set has its usual value: one page, READ|WRITE,
 * MAP_SHARED, offset 0, and a file opened with O_RDWR.
 */
final class MmapAttempt {
    static final long PAGE = Libc.pageSize();

    private final long fileBytes;
    private int access = Libc.O_RDWR;
    private long length = PAGE;
    private int prot = Libc.PROT_READ | Libc.PROT_WRITE;
    private int flags = Libc.MAP_SHARED;
    private long offset;

    /** Prepares an attempt on a file of {@code fileBytes} bytes. */
    MmapAttempt(long fileBytes) {
        this.fileBytes = fileBytes;
    }

    /** How the file is opened: O_RDONLY, O_WRONLY or O_RDWR. */
    MmapAttempt access(int openFlags) {
        access = openFlags;
        return this;
    }

    MmapAttempt length(long bytes) {
        length = bytes;
        return this;
    }

    MmapAttempt prot(int bits) {
        prot = bits;
        return this;
    }

    MmapAttempt flags(int bits) {
        flags = bits;
        return this;
    }

    MmapAttempt offset(long bytes) {
        offset = bytes;
        return this;
    }

    /** An action on the mapped memory, and its result. */
    interface Use {
        String of(MemorySegment p) throws Exception;
    }

    /** Maps only: "maps", or the name of the errno. */
    String maps() throws IOException {
        return then(p -> "maps");
    }

    /** Maps, and a forked child reads byte {@code at}. */
    String read(long at) throws IOException {
        return then(p -> "maps" + outcome(ForkedAccess.read(p, at)));
    }

    /** Maps, and a forked child writes the bytes from..to-1. */
    String write(long from, long to) throws IOException {
        return then(p -> "maps" + outcome(ForkedAccess.write(p, from, to)));
    }

    private static String outcome(String ofChild) {
        return (ofChild.equals("works") ? ", and " : ", then ") + ofChild;
    }

    /** Maps, closes the descriptor, and runs {@code use} on the memory. */
    String then(Use use) throws IOException {
        return of(Libc.open(MappedFile.make(fileBytes).toString(), access), use);
    }

    /** Does the same with a descriptor that is already open, or with −1, and closes it. */
    String of(int fd, Use use) {
        return answer(() -> {
            MemorySegment p;
            try {
                p = Libc.mmap(Libc.NULL, length, prot, flags, fd, offset);
            } finally {
                if (fd != -1) {
                    Libc.close(fd);
                }
            }
            try {
                return use.of(p);
            } finally {
                Libc.munmap(p, length);
            }
        });
    }

    /** The result of a question, or the name of the errno or exception that it threw. */
    static String answer(Caveat.Question question) {
        try {
            return question.ask();
        } catch (Libc.ErrnoException e) {
            Script.explain("      %s", e.getMessage());
            // If another call than mmap or munmap failed, the answer names that call.
            return (e.call.endsWith("map") ? "" : e.call + ": ") + e.name;
        } catch (Exception | Error thrown) {
            Script.explain("      %s", thrown);
            return thrown.getClass().getSimpleName();
        }
    }
}
