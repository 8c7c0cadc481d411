package jmh;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Adds up the longs of a random page of the file. The page is mapped, or pread(2) copies it first.
 */
@State(Scope.Thread)
public class PagesBench {
    static final int C_TIMES = 100;
    private static final int PAGE = 4096;
    private static final int LONGS = PAGE / Long.BYTES;
    private static final long PAGES = Native.Memory.BYTES / PAGE;

    private final MemorySegment mapped = Native.Memory.LIBC;
    private final ByteBuffer page =
        ByteBuffer.allocateDirect(PAGE).order(ByteOrder.nativeOrder());
    private final LongBuffer longs = page.asLongBuffer();
    private long random = 88172645463325252L;

    /** Returns where the next page begins. C uses the same xorshift generator. */
    private long next() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return (random & PAGES - 1) * PAGE;
    }

    @Benchmark
    @OperationsPerInvocation(C_TIMES)
    public long mappedC() throws Throwable {
        return (long) Native.C.PAGES.invokeExact(mapped.address(), PAGES, C_TIMES);
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public long mappedLibc() {
        long first = next() / Long.BYTES;
        long sum = 0;
        for (int i = 0; i < LONGS; i++) {
            sum += mapped.getAtIndex(JAVA_LONG, first + i);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(C_TIMES)
    public long preadC() throws Throwable {
        long sum = (long) Native.C.PREAD_PAGES.invokeExact(Native.Memory.FD, PAGES, C_TIMES);
        if (sum < 0) {   // the longs are never negative, so this is an error
            throw new IOException("pread failed in C");
        }
        return sum;
    }

    @Benchmark
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public long preadChannel() throws IOException {
        if (Native.Memory.CHANNEL.read(page.clear(), next()) != PAGE) {
            throw new IOException("FileChannel.read returned less than a page");
        }
        long sum = 0;
        for (int i = 0; i < LONGS; i++) {
            sum += longs.get(i);
        }
        return sum;
    }
}
