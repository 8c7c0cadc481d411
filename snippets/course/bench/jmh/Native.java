package jmh;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The native calls of the benchmarks. JMH requires that the benchmarks are in a package. A class in
 * a package cannot name {@code Libc}, which is in no package. So this class calls the methods of
 * {@code Libc} by method handles. The handles are constants, so the compiler inlines them like
 * direct calls.
 */
final class Native {
    private Native() {}

    static final int PROT_READ_WRITE = 3;
    static final int MAP_SHARED = 1;
    static final int O_RDWR = 2;

    /** {@code Libc.mmap} with an address, and into an arena. */
    static final MethodHandle MMAP = libc("mmap", MemorySegment.class, MemorySegment.class,
        long.class, int.class, int.class, int.class, long.class);
    static final MethodHandle MMAP_INTO_ARENA = libc("mmap", MemorySegment.class, Arena.class,
        long.class, int.class, int.class, int.class, long.class);
    static final MethodHandle MUNMAP = libc("munmap", void.class, MemorySegment.class, long.class);
    static final MethodHandle OPEN = libc("open", int.class, String.class, int.class);
    static final MethodHandle CLOSE = libc("close", void.class, int.class);
    static final MethodHandle MEMFD = libc("memfd_create", int.class, String.class, int.class);
    static final MethodHandle FTRUNCATE = libc("ftruncate", void.class, int.class, long.class);

    private static MethodHandle libc(String name, Class<?> result, Class<?>... parameters) {
        try {
            Class<?> libc = Class.forName("Libc");
            return MethodHandles.privateLookupIn(libc, MethodHandles.lookup())
                .findStatic(libc, name, MethodType.methodType(result, parameters));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The folder of this run: the file "page", and bench.so if there is a C compiler. */
    static Path folder() {
        return Path.of(System.getProperty("bench.folder"));
    }

    /**
     * The file that holds the longs and the pages. It is made by memfd_create(2), so it is on no
     * disk, and nothing is written back during a measurement. It disappears when the process ends.
     */
    static final class Memory {
        static final long BYTES = 64L << 20;
        static final int FD;
        static final FileChannel CHANNEL;
        static final MemorySegment LIBC;
        static final MemorySegment CHANNEL_SEGMENT;
        static final ByteBuffer BUFFER;

        static {
            try {
                FD = (int) MEMFD.invokeExact("bench", 0);
                FTRUNCATE.invokeExact(FD, BYTES);
                CHANNEL = FileChannel.open(Path.of("/proc/self/fd/" + FD),
                    StandardOpenOption.READ, StandardOpenOption.WRITE);
                LIBC = (MemorySegment) MMAP.invokeExact(MemorySegment.NULL, BYTES, PROT_READ_WRITE,
                    MAP_SHARED, FD, 0L);
                CHANNEL_SEGMENT = CHANNEL.map(FileChannel.MapMode.READ_WRITE, 0, BYTES,
                    Arena.global());
                BUFFER = CHANNEL.map(FileChannel.MapMode.READ_WRITE, 0, BYTES)
                    .order(ByteOrder.nativeOrder());
            } catch (Throwable t) {
                throw new ExceptionInInitializerError(t);
            }
            // Touch every page of each mapping, so that no measurement includes a page fault.
            LIBC.fill((byte) 0);
            CHANNEL_SEGMENT.fill((byte) 0);
            MemorySegment.ofBuffer(BUFFER).fill((byte) 0);
        }
    }

    /**
     * The C functions of {@code JmhBench}. They contain the loops, so the cost of the call itself
     * does not count.
     */
    static final class C {
        private static final SymbolLookup LIBRARY =
            SymbolLookup.libraryLookup(folder().resolve("bench.so"), Arena.global());
        static final MethodHandle MAP = c("map_loop", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle SET = c("set", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        static final MethodHandle GET = c("get", JAVA_LONG, JAVA_LONG, JAVA_LONG);
        static final MethodHandle PAGES = c("pages", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
        static final MethodHandle PREAD_PAGES =
            c("pread_pages", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);

        private static MethodHandle c(
                String name, MemoryLayout result, MemoryLayout... parameters) {
            return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(name),
                FunctionDescriptor.of(result, parameters));
        }
    }
}
