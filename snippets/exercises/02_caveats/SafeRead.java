/*
 * exercise 2.3: A read that survives a SIGBUS
 * points: 3
 * hint: Who can read memory in your place, and has an errno for what would be a signal to you?
 * hint: Notebook 01, "prot", lets read(2) store into memory that may not be written, and gets
 *   EFAULT. write(2) reads memory: its ERRORS name EFAULT too. A pipe holds what was written until
 *   you read it.
 * hint:
 *   | int[] pipe = Libc.pipe2(Libc.O_CLOEXEC);
 *   | Libc.write(pipe[1], p.asSlice(at, 1), 1) answers EFAULT if the page is gone: empty.
 *   | Else Libc.read(pipe[0], copy, 1), and copy's byte is the answer. Close both ends.
 */
import module java.base;

// Whoever may write a file may cut it, and then a touch of a page behind its end is a SIGBUS. Read
// byte `at` of a mapping and live: answer it as a number from 0 to 255, or OptionalInt.empty() if
// its page has no file behind it now. An `at` outside of p stays an IndexOutOfBoundsException.
// To ask for the file's size first is a race: it may be cut between the question and the touch.
// Java makes a SIGBUS an InternalError, but says of mapped memory that it comes "at the time of
// the access or at some later time", and in compiled code it is later: a catch around the touch
// misses it. The grader cuts a file, lets it grow again, and reads until the code is compiled.
class SafeRead {
    static OptionalInt read(MemorySegment p, long at) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
