package jmh;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.sun.jna.Pointer;
import java.lang.foreign.MemorySegment;
import java.nio.LongBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Writes and reads the longs of a mapping, one after the other. A call handles one chunk. A call
 * for the whole mapping would last too long: it would still run old code when the compiler has
 * replaced that code. The methods are not inlined into JMH's loop, because the compiler then
 * produces good code in one run and bad code in the next.
 */
@State(Scope.Thread)
@CompilerControl(CompilerControl.Mode.DONT_INLINE)
public class LongsBench {
    static final int CHUNK = 8192;
    private static final int LONGS = (int) (Native.Memory.BYTES / Long.BYTES);

    private final Chunks chunks = new Chunks();
    private final long address = Native.Memory.LIBC.address();
    private final MemorySegment libc = Native.Memory.LIBC;
    private final MemorySegment channel = Native.Memory.CHANNEL_SEGMENT;
    private final Pointer jna = new Pointer(address);
    private final LongBuffer buffer = Native.Memory.BUFFER.asLongBuffer();
    private final UnsafeBuffer agrona = new UnsafeBuffer(Native.Memory.BUFFER);

    /**
     * The position of the next chunk. The compiler inlines this class, and then sees that no index
     * overflows.
     */
    private static final class Chunks {
        private int position;

        /** The index of the next chunk's first long. */
        long next() {
            position = position + CHUNK & LONGS - 1;
            return position;
        }
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public long setC() throws Throwable {
        long first = chunks.next();
        return (long) Native.C.SET.invokeExact(address + 8 * first, (long) CHUNK, first);
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public void setLibc() {
        long first = chunks.next();
        for (int i = 0; i < CHUNK; i++) {
            libc.setAtIndex(JAVA_LONG, first + i, first);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public void setChannel() {
        long first = chunks.next();
        for (int i = 0; i < CHUNK; i++) {
            channel.setAtIndex(JAVA_LONG, first + i, first);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public void setBuffer() {
        int first = (int) chunks.next();
        for (int i = 0; i < CHUNK; i++) {
            buffer.put(first + i, first);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public void setAgrona() {
        int first = (int) chunks.next();
        for (int i = 0; i < CHUNK; i++) {
            agrona.putLong((first + i) * 8, first);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public void setJna() {
        long first = chunks.next();
        for (int i = 0; i < CHUNK; i++) {
            jna.setLong((first + i) * 8, first);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public long getC() throws Throwable {
        return (long) Native.C.GET.invokeExact(address + 8 * chunks.next(), (long) CHUNK);
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public long getLibc() {
        long first = chunks.next();
        long sum = 0;
        for (int i = 0; i < CHUNK; i++) {
            sum += libc.getAtIndex(JAVA_LONG, first + i);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public long getChannel() {
        long first = chunks.next();
        long sum = 0;
        for (int i = 0; i < CHUNK; i++) {
            sum += channel.getAtIndex(JAVA_LONG, first + i);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public long getBuffer() {
        int first = (int) chunks.next();
        long sum = 0;
        for (int i = 0; i < CHUNK; i++) {
            sum += buffer.get(first + i);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public long getAgrona() {
        int first = (int) chunks.next();
        long sum = 0;
        for (int i = 0; i < CHUNK; i++) {
            sum += agrona.getLong((first + i) * 8);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(CHUNK)
    public long getJna() {
        long first = chunks.next();
        long sum = 0;
        for (int i = 0; i < CHUNK; i++) {
            sum += jna.getLong((first + i) * 8);
        }
        return sum;
    }
}
