//SOURCES ../../Libc.java

import module java.base;

/** A system call that Linux refuses, as an older kernel or a container does. */
final class RefusedCall {
    private static final int LOAD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_GREATER_OR_EQUAL = 0x35;
    private static final int JUMP_IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;
    private static final int THIRD_ARGUMENT = 32;   // its offset in struct seccomp_data

    private RefusedCall() {}

    /**
     * Lets a call fail in this thread and in the processes that it starts, for ever. So the thread
     * should be one of its own. See seccomp(2) and {@code <linux/filter.h>}.
     *
     * @param number the number of the call
     * @param bits the call fails only if its third argument has one of these bits; 0: it always
     *     fails
     */
    static void inThisThread(int number, int bits, int errno) {
        Libc.prctl(Libc.PR_SET_NO_NEW_PRIVS, 1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocateFrom(ValueLayout.JAVA_LONG,
                step(LOAD, 0, 0),
                step(JUMP_IF_EQUAL, 3, number),   // otherwise to the end, which allows the call
                step(LOAD, 0, THIRD_ARGUMENT),
                step(bits == 0 ? JUMP_IF_GREATER_OR_EQUAL : JUMP_IF_ANY_BIT, 1, bits),
                step(RETURN, 0, 0x5_0000 | errno),    // SECCOMP_RET_ERRNO
                step(RETURN, 0, 0x7fff_0000));        // SECCOMP_RET_ALLOW
            Libc.seccomp(Libc.SECCOMP_SET_MODE_FILTER, 0, arena.allocateFrom(
                ValueLayout.JAVA_LONG, program.byteSize() / 8, program.address()));
        }
    }

    /** @param skipped how many steps to skip if the condition of a jump is false */
    private static long step(int code, int skipped, int value) {
        return code | (long) skipped << 24 | (long) value << 32;
    }
}
