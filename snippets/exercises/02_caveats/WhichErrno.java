/*
 * exercise 2.2: Predict the errno of twelve calls
 * points: 1
 * hint: Some calls fail because of an argument, some because of the descriptor. And some succeed:
 *   there the error comes later, when you access the memory. Which are which?
 * hint: mmap(2), ERRORS, and notebook 02: notes 1 to 5, 7, 9 and 11. Calls 10 and 11 are in
 *   notebook 01, "fd". To find out yourself, make the call in a try block and catch
 *   Libc.ErrnoException. Its field `name` is the answer.
 * hint:
 *   | Three are "ok": 3, 5 and 8. Four are "EINVAL": 1, 4, 6 and 12.
 *   | The other five, in some order: "EACCES" twice, "EBADF", "ENODEV", "ENOMEM".
 * why: Three layers can refuse: the arguments (EINVAL), the descriptor (EBADF, EACCES, ENODEV)
 *   and the address space (ENOMEM). The length of the file is none of them, because it matters
 *   only at an access.
 */
import module java.base;

// Predict the result of twelve calls. Return the name of the errno, such as "EPERM". Return "ok" if
// the call succeeds, even if an access to the memory would fail later. If a comment does not say
// otherwise, a file of ten bytes is open with O_RDWR, and the call is
// mmap(NULL, pageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0).
// The grader has no list of answers. It makes the same calls on your Linux and compares. Your
// method makes no calls: while the grader asks it, this process cannot open any file.
class WhichErrno {
    static String answer(int call) {
        return switch (call) {
            case 1 -> todo();    // length 0
            case 2 -> todo();    // length 2^62
            case 3 -> todo();    // the file is empty
            case 4 -> todo();    // offset 512
            case 5 -> todo();    // offset 2 * pageSize, past the end of the file
            case 6 -> todo();    // flags 0: neither MAP_SHARED nor MAP_PRIVATE
            case 7 -> todo();    // the file is open with O_RDONLY
            case 8 -> todo();    // the file is open with O_RDONLY, flags MAP_PRIVATE
            case 9 -> todo();    // the file is open with O_WRONLY, prot PROT_WRITE
            case 10 -> todo();   // fd -1
            case 11 -> todo();   // fd is a folder, open with O_RDONLY, prot PROT_READ
            default -> todo();   // call 12: munmap(p + 1, pageSize); such an mmap has returned p
        };
    }

    private static String todo() {
        // TODO: above, replace each call of this method by your answer.
        throw new UnsupportedOperationException("not solved yet");
    }
}
