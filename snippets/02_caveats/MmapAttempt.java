//SOURCES ../Libc.java ../Script.java Caveat.java ForkedAccess.java MappedFile.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A question to the kernel: mmap with these arguments, of a file made for it, and what comes of
 * using the memory. An answer is the name of an errno or of a signal, or a few words. Unless told
 * otherwise: one page, for reading and writing, MAP_SHARED, from an O_RDWR descriptor.
 */
final class MmapAttempt {
    static final long PAGE = Libc.pageSize();

    private final long fileBytes;
    private int access = Libc.O_RDWR;
    private long length = PAGE;
    private int prot = Libc.PROT_READ | Libc.PROT_WRITE;
    private int flags = Libc.MAP_SHARED;
    private long offset;

    /** Asks about a file of {@code fileBytes} bytes. */
    MmapAttempt(long fileBytes) {
        this.fileBytes = fileBytes;
    }

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

    /** What is done with the memory, and the answer to that. */
    interface Use {
        String of(MemorySegment p) throws Exception;
    }

    /** Does it map? */
    String maps() throws IOException {
        return then(p -> "maps");
    }

    /** Does it map, and what becomes of someone who then reads byte {@code at}? */
    String read(long at) throws IOException {
        return then(p -> "maps" + outcome(ForkedAccess.read(p, at)));
    }

    /** Does it map, and what becomes of someone who then writes the bytes from..to-1? */
    String write(long from, long to) throws IOException {
        return then(p -> "maps" + outcome(ForkedAccess.write(p, from, to)));
    }

    private static String outcome(String ofChild) {
        return (ofChild.equals("works") ? ", and " : ", then ") + ofChild;
    }

    /** Does it map, and what comes of {@code use}? The descriptor is closed by then. */
    String then(Use use) throws IOException {
        return of(Libc.open(MappedFile.make(fileBytes).toString(), access), use);
    }

    /** The same from a descriptor that is open already, and is closed here; or from -1. */
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

    /** Asks, and takes an exception for an answer too: an errno or the exception's name. */
    static String answer(Caveat.Question question) {
        try {
            return question.ask();
        } catch (Libc.ErrnoException e) {
            Script.explain("      %s", e.getMessage());
            // A call before mmap that failed is not what was asked, so it is named.
            return (e.call.endsWith("map") ? "" : e.call + ": ") + e.name;
        } catch (Exception | Error thrown) {
            Script.explain("      %s", thrown);
            return thrown.getClass().getSimpleName();
        }
    }
}
