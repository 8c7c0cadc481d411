/*
 * exercise 2.3: A read that survives a SIGBUS
 * points: 3
 * hint: Your own access gets a signal. A system call gets an errno instead. Which call could read
 *   the memory for you?
 * hint: Notebook 01, "prot", calls read(2) to store into read-only memory. It gets EFAULT instead
 *   of a signal. The opposite is write(2): it reads your memory, and reports EFAULT, too. A pipe
 *   keeps these bytes until you read them.
 * hint:
 *   | int[] pipe = Libc.pipe2(Libc.O_CLOEXEC);
 *   | Libc.write(pipe[1], p.asSlice(at, 1), 1) may fail with EFAULT. Then the page is gone: empty.
 *   | Otherwise Libc.read(pipe[0], copy, 1), and return the byte in copy. Close both ends.
 * why: In write(2), Linux reads the byte for you, so a missing page is the errno EFAULT and not
 *   a signal. The value comes from the pipe, because a second load could meet a truncation.
 *   Professionals avoid the need: they agree that nobody truncates.
 */
import module java.base;

// If another program truncates a file that you have mapped, your next access can be a SIGBUS. Write
// a read that survives this. Return byte `at` of the mapping as a number from 0 to 255. Return
// OptionalInt.empty() if its page is now completely past the end of the file. If `at` is outside
// of p, throw an IndexOutOfBoundsException. If anything else fails, for example because no
// descriptor is free, the caller gets that exception. The mapping may have 5 GiB, and threads may
// call read at the same time. A call keeps no descriptor, no memory and no file.
// Do not check the file's size first: it may change between the check and the access. And do not
// rely on a catch around the access. Java throws an InternalError for SIGBUS, but promises it only
// "at the time of the access or at some later time". In compiled code it comes later, and the catch
// misses it. The grader truncates and extends a file, and reads until your code is compiled.
class SafeRead {
    static OptionalInt read(MemorySegment p, long at) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
