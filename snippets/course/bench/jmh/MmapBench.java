package jmh;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.agrona.IoUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * mmap and munmap of one page of a file. No method accesses the page. Each method has its own loop,
 * so that the time of JMH between two calls is not measured.
 */
@State(Scope.Thread)
@CompilerControl(CompilerControl.Mode.DONT_INLINE)
public class MmapBench {
    static final int TIMES = 50;
    static final long PAGE = 4096;

    private File file;
    private FileChannel channel;
    private int fd;

    /** JNA's fastest way: a direct mapping, with primitive types only. */
    private static final class JnaLibc {
        static {
            com.sun.jna.Native.register(JnaLibc.class, "c");
        }

        static native long mmap(long addr, long length, int prot, int flags, int fd, long offset);

        static native int munmap(long addr, long length);
    }

    @Setup
    public void open() throws Throwable {
        file = Native.folder().resolve("page").toFile();
        channel = FileChannel.open(file.toPath(), StandardOpenOption.READ,
            StandardOpenOption.WRITE);
        fd = (int) Native.OPEN.invokeExact(file.toString(), Native.O_RDWR);
    }

    @TearDown
    public void close() throws Throwable {
        Native.CLOSE.invokeExact(fd);
        channel.close();
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void c() throws Throwable {
        if ((int) Native.C.MAP.invokeExact(fd, TIMES) != 0) {
            throw new IllegalStateException("mmap or munmap failed in C");
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void libc() throws Throwable {
        for (int i = 0; i < TIMES; i++) {
            var p = (MemorySegment) Native.MMAP.invokeExact(MemorySegment.NULL, PAGE,
                Native.PROT_READ_WRITE, Native.MAP_SHARED, fd, 0L);
            Native.MUNMAP.invokeExact(p, PAGE);
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void libcIntoArena() throws Throwable {
        for (int i = 0; i < TIMES; i++) {
            try (var arena = Arena.ofConfined()) {
                var p = (MemorySegment) Native.MMAP_INTO_ARENA.invokeExact(arena, PAGE,
                    Native.PROT_READ_WRITE, Native.MAP_SHARED, fd, 0L);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void channelIntoArena() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            try (var arena = Arena.ofConfined()) {
                channel.map(FileChannel.MapMode.READ_WRITE, 0, PAGE, arena);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void jna() {
        for (int i = 0; i < TIMES; i++) {
            long p = JnaLibc.mmap(0, PAGE, Native.PROT_READ_WRITE, Native.MAP_SHARED, fd, 0);
            if (p == -1 || JnaLibc.munmap(p, PAGE) == -1) {
                throw new IllegalStateException("mmap or munmap failed through JNA");
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void agrona() {
        for (int i = 0; i < TIMES; i++) {
            IoUtil.unmap(IoUtil.mapExistingFile(file, "page"));
        }
    }
}
