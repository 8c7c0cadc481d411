//SOURCES ../Libc.java

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * One attempt to map a new file, with named arguments: {@code attempt().fileBytes(0).read(0)} shows
 * that the file's size is the point. All other arguments have their usual values. The result of an
 * attempt is a value, or one word: the name of an errno, a signal or an exception.
 */
final class Attempt {
    private final Path folder;
    private long fileBytes = Libc.pageSize();
    private int access = Libc.O_RDWR;
    private long length = Libc.pageSize();
    private int prot = Libc.PROT_READ | Libc.PROT_WRITE;
    private int flags = Libc.MAP_SHARED;
    private long offset;

    /**
     * Prepares an attempt with the usual arguments: one page of a file of one page.
     *
     * @param folder where the attempt creates its file
     */
    Attempt(Path folder) {
        this.folder = folder;
    }

    Attempt fileBytes(long bytes) {
        fileBytes = bytes;
        return this;
    }

    /** How the file is opened: O_RDONLY, O_WRONLY or O_RDWR. */
    Attempt open(int openFlags) {
        access = openFlags;
        return this;
    }

    Attempt length(long bytes) {
        length = bytes;
        return this;
    }

    Attempt prot(int bits) {
        prot = bits;
        return this;
    }

    Attempt flags(int bits) {
        flags = bits;
        return this;
    }

    Attempt offset(long bytes) {
        offset = bytes;
        return this;
    }

    /** An action on the mapped memory, and its result. */
    interface Use {
        Object apply(MemorySegment p) throws Exception;
    }

    /** Maps, and unmaps again: "maps", or the name of the errno. */
    Object maps() {
        return use(p -> "maps");
    }

    /** Maps, and reads the byte at {@code at}: the letter, or the number if it is no letter. */
    Object read(long at) {
        return use(p -> {
            byte value = p.get(ValueLayout.JAVA_BYTE, at);
            return Character.isLetter(value) ? Character.toString(value) : Byte.toString(value);
        });
    }

    /** Opens a new file, maps it, runs {@code use} on the memory, then unmaps and closes. */
    Object use(Use use) {
        return outcome(() -> {
            int fd = Libc.open(newFile(folder, fileBytes).toString(), access);
            try (var arena = Arena.ofConfined()) {
                return use.apply(Libc.mmap(arena, length, prot, flags, fd, offset));
            } finally {
                Libc.close(fd);
            }
        });
    }

    /** The result of a call, or one word for what it threw. An InternalError means SIGBUS. */
    static Object outcome(Callable<?> call) {
        try {
            return call.call();
        } catch (Libc.ErrnoException e) {
            return e.name;
        } catch (InternalError e) {
            return "SIGBUS";
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    /** Creates a file with the content {@code abc...xyzabc...}. */
    static Path newFile(Path folder, long bytes) throws IOException {
        byte[] content = new byte[Math.toIntExact(bytes)];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
        return Files.write(Files.createTempFile(folder, "file", ""), content).toRealPath();
    }
}
