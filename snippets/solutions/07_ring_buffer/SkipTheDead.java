import module java.base;

class SkipTheDead {
    private static final long FREE = 0, COMMITTED = -1, HEAD = 0, SLOTS = 8;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    static OptionalLong take(MemorySegment ring, IntPredicate isGone) {
        long slots = (ring.byteSize() - SLOTS) / 16;
        while (true) {
            long head = (long) LONG.getVolatile(ring, HEAD);
            long slot = SLOTS + head % slots * 16;
            long state = (long) LONG.getVolatile(ring, slot);
            if (state == COMMITTED) {
                long message = (long) LONG.get(ring, slot + 8);
                LONG.setVolatile(ring, HEAD, head + 1);
                LONG.setVolatile(ring, slot, FREE);
                return OptionalLong.of(message);
            }
            if (state == FREE || !isGone.test((int) state)) {
                return OptionalLong.empty();
            }
            // Compare first, because the producer may have committed just before it ended.
            if (LONG.compareAndSet(ring, slot, state, FREE)) {
                LONG.setVolatile(ring, HEAD, head + 1);
            }
        }
    }

    static boolean isGone(int pid, Path file) throws IOException {
        String name = file.toRealPath().toString();
        // A dead process that is not reaped yet has a folder in /proc, but no mappings.
        try (var maps = Files.lines(Path.of("/proc/" + pid + "/maps"))) {
            return maps.map(line -> line.split(" +", 6))
                .noneMatch(fields -> fields.length == 6 && fields[5].equals(name));
        } catch (NoSuchFileException e) {
            return true;
        }
    }
}
