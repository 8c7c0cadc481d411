//SOURCES Observe.java

import module java.base;

/**
 * Measures native memory that calls do not free, from 32 bytes a call. That is the smallest block
 * of malloc(3), which {@code Arena.global().allocate(1)} needs.
 */
final class NativeMemory {
    private static final int ROUNDS = 5;
    private static final int CALLS = 200;
    private static final int SMALLEST_BYTES = 24;
    private static final int ATTEMPTS = 4;
    private static final int LONGS = 10;   // fields of struct mallinfo2
    private static final long MAPPED = 4, IN_USE = 7;   // hblkhd and uordblks among them
    /** Reports what malloc has in use, see mallinfo(3). Other libraries than glibc lack it. */
    private static final MethodHandle MALLINFO2 = Linker.nativeLinker().defaultLookup()
        .find("mallinfo2").map(function -> Linker.nativeLinker().downcallHandle(function,
            FunctionDescriptor.of(MemoryLayout.structLayout(Collections.nCopies(LONGS,
                ValueLayout.JAVA_LONG).toArray(MemoryLayout[]::new))))).orElse(null);

    private NativeMemory() {}

    interface Work {
        void run() throws Exception;
    }

    /** Returns "nothing", or how much memory is left, such as "32 bytes a call". */
    static String leftBy(Work call) throws Exception {
        call.run();   // because the first call loads classes
        long bytes = growth(call);
        // A leak is there each time. The JVM needs memory only until it has compiled the code.
        for (int attempt = 1; attempt < ATTEMPTS && bytes >= SMALLEST_BYTES; attempt++) {
            // Perhaps it is left to the garbage collector. Then the next calls reuse it.
            Observe.collectGarbage();
            bytes = Math.min(bytes, growth(call));
        }
        return bytes < SMALLEST_BYTES ? "nothing" : bytes + " bytes a call";
    }

    /** The median of some rounds, because the JVM itself needs more memory now and then. */
    private static long growth(Work call) throws Exception {
        long[] mapped = new long[ROUNDS];
        long[] inUse = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long mappedBefore = mapped();
            long inUseBefore = inUse();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            inUse[round] = (inUse() - inUseBefore) / CALLS;
            mapped[round] = (mapped() - mappedBefore) / CALLS;
        }
        Arrays.sort(mapped);
        Arrays.sort(inUse);
        return Math.max(mapped[ROUNDS / 2], inUse[ROUNDS / 2]);
    }

    /** The bytes in all blocks of malloc that are not free. */
    private static long inUse() {
        if (MALLINFO2 == null) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            var info = (MemorySegment) MALLINFO2.invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED)
                + info.getAtIndex(ValueLayout.JAVA_LONG, IN_USE);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Private memory of this process that is writable. Mappings without a file count in it. */
    private static long mapped() throws IOException {
        Thread.interrupted();   // because reading fails in a thread that is interrupted
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmData:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).sum();
        }
    }
}
