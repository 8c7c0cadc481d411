import module java.base;

class SafeRead {
    static OptionalInt read(MemorySegment p, long at) throws Exception {
        MemorySegment one = p.asSlice(at, 1);
        int[] pipe = Libc.pipe2(Libc.O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            // Here Linux reads the byte for us, so a missing page is an errno and not a signal.
            Libc.write(pipe[1], one, 1);
            // Return the byte from the pipe. To read the page itself now would be a race again.
            MemorySegment copy = arena.allocate(1);
            Libc.read(pipe[0], copy, 1);
            return OptionalInt.of(Byte.toUnsignedInt(copy.get(ValueLayout.JAVA_BYTE, 0)));
        } catch (Libc.ErrnoException e) {
            if (e.errno != Libc.EFAULT) {
                throw e;
            }
            return OptionalInt.empty();
        } finally {
            Libc.close(pipe[0]);
            Libc.close(pipe[1]);
        }
    }
}
