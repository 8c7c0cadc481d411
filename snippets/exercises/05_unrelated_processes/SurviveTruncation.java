/*
 * exercise 5.5: Surviving truncation
 * points: 3
 * hint: Your own access gets a signal. Who can access the page for you, and reports an errno? And
 *   is the mapping still valid when the file has bytes again?
 * hint: In exercise 2.3, write(2) copies mapped bytes into a pipe. It fails with EFAULT if there is
 *   no page. Notebook 05, "The bug with O_TRUNC", shows that the same mapping works again later.
 *   mmap(2) refuses a length of 0, but not a length that is longer than the file.
 * hint:
 *   | Map 4 bytes and make a pipe, once. Then in a loop: Libc.write(pipe[1], page, 4).
 *   | If it throws an ErrnoException with EFAULT, the file has no bytes now.
 *   | Otherwise Libc.read(pipe[0], copy, 4); int value = copy.get(ValueLayout.JAVA_INT, 0);
 *   | if (wanted.test(value)) { return value; }
 *   | In both cases Thread.sleep(1). In finally, close the file and both ends of the pipe.
 * why: write(2) reports EFAULT where a load would raise SIGBUS, and the mapping becomes valid
 *   again when the file is extended. So the reader waits instead of dying. Better still is a
 *   writer that never truncates: it writes a new file and renames it.
 */
import module java.base;

// Read a mailbox: the int at offset 0 of a file that other programs write. They are careless: one
// of them opens the file with O_TRUNC, and for a while it has no bytes. An access to its page is a
// SIGBUS then, which ends a C program. Your reader must survive this. It waits until the file has
// bytes again, and takes the value that is written then.
// Java throws an InternalError for SIGBUS, but a catch around the access is not enough. In compiled
// code the error comes later, and until then you work with a value that was never in the file.
// A look at the size before the access is not enough either. Let Linux copy the bytes out of the
// mapping, by write(2) as in exercise 2.3.
// The grader truncates and extends the file, and also begins with an empty file. It does so before
// and after your code is compiled. Map the file exactly once, with MAP_SHARED, and keep it mapped
// between two looks. Never change it. Only an interrupt ends the waiting, with any exception. If
// the file does not exist, throw any exception, too. At the end, nothing may be mapped or open any
// more, also if mmap fails, if `wanted` throws, or after an interrupt.
class SurviveTruncation {
    /**
     * Looks again and again, and passes each value, which may be any int, to `wanted`. Returns the
     * first value for which `wanted` returns true. While the file has no bytes, there is no value.
     */
    static int await(Path file, IntPredicate wanted) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
