//SOURCES ../../Libc.java ../../Proc.java AccessModes.java LargeFile.java

import module java.base;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;

/**
 * Code that works through all bytes of a file that is larger than an int can count. That would
 * take many seconds, so this class only lets the code begin. Then it cuts the file, and the code
 * ends with SIGBUS at its next access.
 *
 * @param end the expected result if the code was at work when the file was cut. Otherwise it is the
 *     result or the exception with which the code has ended before
 * @param mappedBytes how long the longest mapping of the file was while the code was at work
 */
record LargeRun(Object end, long mappedBytes) {
    private static final long FAR_BYTES = 4 << 20;
    private static final long DEADLINE_S = 20;

    /** Begins {@code work} on the file, whose length is {@code lengthBytes}. */
    static LargeRun begin(Path file, long lengthBytes, Object expected, Callable<?> work)
            throws Exception {
        var running = new FutureTask<Object>(work::call);
        Thread thread = Thread.ofPlatform().daemon().start(running);
        long deadline = System.nanoTime() + DEADLINE_S * 1_000_000_000;
        long mapped = 0;
        try (Arena arena = Arena.ofConfined()) {
            List<MemorySegment> far = List.of(page(arena, file, FAR_BYTES),
                page(arena, file, lengthBytes / 2 & -FAR_BYTES),
                page(arena, file, lengthBytes - FAR_BYTES & -FAR_BYTES));
            while (!running.isDone() && System.nanoTime() < deadline && far.stream()
                    .noneMatch(page -> Proc.residentPages(page).contains(true))) {
                LockSupport.parkNanos(1_000_000);
            }
            mapped = Proc.mapsOf("self", file.toRealPath()).stream()
                .mapToLong(Proc.Region::sizeBytes).max().orElse(0);
        }
        boolean atWork = !running.isDone() && System.nanoTime() < deadline;
        LargeFile.create(file, 0);
        thread.join(Duration.ofSeconds(DEADLINE_S));
        return new LargeRun(atWork ? expected : ending(running), mapped);
    }

    private static MemorySegment page(Arena arena, Path file, long offset) {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try {
            return Libc.mmap(arena, 1, Libc.PROT_READ, Libc.MAP_SHARED, fd, offset);
        } finally {
            Libc.close(fd);
        }
    }

    private static Object ending(FutureTask<?> running) throws Exception {
        if (!running.isDone()) {
            return "no page was touched in " + DEADLINE_S + " s";
        }
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnsupportedOperationException unsolved
                    && unsolved.getStackTrace()[0].getClassName().indexOf('.') < 0) {
                throw unsolved;
            }
            return e.getCause().toString();
        }
    }

    // ------------------------------------------------------------------------------ int counters

    /**
     * Returns where the submission uses an int for a position or a count, if it maps more than an
     * int can count at once. To see the overflow would take too long, so it is read from the class
     * file. There an int becomes a long just before it is an offset of get or set, or the result.
     */
    List<String> intCounters() {
        if (mappedBytes <= 1L << 31 || AccessModes.ofSubmission().names().stream()
                .anyMatch(name -> name.matches("MemorySegment\\.as(Slice|ByteBuffer)"))) {
            return List.of();   // the ints may count in a part of the mapping
        }
        return AccessModes.submission().stream().flatMap(file -> ClassFile.of().parse(file)
            .methods().stream()).filter(method -> method.code().isPresent())
            .flatMap(method -> intCounters(method).stream()).distinct().toList();
    }

    private static List<String> intCounters(MethodModel method) {
        var found = new ArrayList<String>();
        List<Instruction> code = method.code().orElseThrow().elementStream()
            .filter(Instruction.class::isInstance).map(Instruction.class::cast).toList();
        for (int i = 0; i < code.size(); i++) {
            if (code.get(i) instanceof ConvertInstruction c && c.opcode() == Opcode.I2L) {
                Instruction next = code.get(Math.min(i + 1, code.size() - 1));
                if (next instanceof LoadInstruction && i + 2 < code.size()) {
                    next = code.get(i + 2);   // the value that is stored
                }
                if (next instanceof InvokeInstruction call && call.owner().asInternalName()
                        .endsWith("/MemorySegment") && call.name().stringValue()
                        .matches("get|set")) {
                    found.add("the position of MemorySegment." + call.name());
                } else if (isReturned(next, code) && counts(code, i)) {
                    found.add("the result of " + method.methodName());
                }
            }
        }
        return found;
    }

    /** Whether this returns the value, at once or after a finally block. */
    private static boolean isReturned(Instruction next, List<Instruction> code) {
        return next instanceof ReturnInstruction || next instanceof StoreInstruction store
            && IntStream.range(1, code.size()).anyMatch(i ->
                code.get(i) instanceof ReturnInstruction
                    && code.get(i - 1) instanceof LoadInstruction load
                    && load.slot() == store.slot());
    }

    /** Whether the int before this conversion is a counter, or was a long before. */
    private static boolean counts(List<Instruction> code, int conversion) {
        Instruction before = code.get(Math.max(0, conversion - 1));
        return before.opcode() == Opcode.L2I || before instanceof LoadInstruction load
            && code.stream().anyMatch(i -> i instanceof IncrementInstruction increment
                && increment.slot() == load.slot());
    }
}
