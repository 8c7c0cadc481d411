/*
 * exercise 5.5: Surviving truncation
 * points: 3
 * hint: Who can touch the page in your place, and has an errno for what would be a signal to you?
 *   And is the mapping still good when the file has bytes again?
 * hint: Exercise 2.3: write(2) of mapped bytes into a pipe answers EFAULT if there is no page.
 *   Notebook 05, "The bug with O_TRUNC": the same mapping reads again afterwards. mmap(2): a length
 *   of 0 is refused, a length beyond the file's end is not.
 * hint:
 *   | Map 4 bytes and make a pipe, once. Then in a loop: Libc.write(pipe[1], page,
 *     4); an ErrnoException with EFAULT means no bytes now.
 *   | Else Libc.read(pipe[0], copy, 4); int value = copy.get(ValueLayout.JAVA_INT, 0);
 *   | if (wanted.test(value)) { return value; }
 *   | In both cases Thread.sleep(1). In finally close the file and both ends of the pipe.
 */
import module java.base;

// The reader of a mailbox: the int at offset 0 of a file that other programs write. They are
// careless: one opens with O_TRUNC, and for a while the file has no bytes. To touch its page then
// is SIGBUS, which ends a C program. The reader is to go on: to wait until the file is long again,
// and to take what is written then. In Java the SIGBUS is an InternalError, but a catch around the
// touch is not enough: in compiled code the error comes later, and what was "read" until then
// never stood in the file. Exercise 2.3 has what helps.
// The grader cuts the file, makes it long again, and begins with an empty one, before and after
// the code is compiled. It looks that the file stays mapped from look to look, once, and that all
// is given back in the end.
class SurviveTruncation {
    /**
     * Looks again and again, and shows each value to `wanted`, until that says yes: this value is
     * returned. While the file has no bytes there is no value, and `wanted` is not asked.
     */
    static int await(Path file, IntPredicate wanted) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
