/*
 * exercise 2.2: Predict the errno of twelve calls
 * points: 1
 * hint: Which of the twelve can the kernel refuse by looking at the arguments alone, which only by
 *   looking at the descriptor, and which does it not refuse, because the trouble comes with a
 *   touch?
 * hint: mmap(2), ERRORS, and notebook 02: notes 1 to 5, 7, 9 and 11. Calls 10 and 11 are in
 *   notebook 01, "fd". To find out, make the call in a try and catch Libc.ErrnoException, which has
 *   a name.
 * hint:
 *   | Three are "ok": 3, 5 and 8. Four are "EINVAL": 1, 4, 6 and 12. The rest, in some order:
 *   | "EACCES" twice, "EBADF", "ENODEV", "ENOMEM".
 */
import module java.base;

// Predict what twelve calls come to: the name of the errno, such as "EPERM", or "ok" if the call
// succeeds, even if a touch of the memory would then fail. Where the line does not say otherwise,
// a file of ten bytes is open O_RDWR, and the call is
// mmap(NULL, pageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0).
// The grader has no list of answers: it makes the calls, on this machine's kernel, and compares.
class WhichErrno {
    static String answer(int call) {
        return switch (call) {
            case 1 -> todo();    // length 0
            case 2 -> todo();    // length 2^62
            case 3 -> todo();    // the file is empty
            case 4 -> todo();    // offset 512
            case 5 -> todo();    // offset 2 * pageSize, behind the file's end
            case 6 -> todo();    // flags 0: neither MAP_SHARED nor MAP_PRIVATE
            case 7 -> todo();    // the file is open O_RDONLY
            case 8 -> todo();    // the file is open O_RDONLY, flags MAP_PRIVATE
            case 9 -> todo();    // the file is open O_WRONLY, prot PROT_WRITE alone
            case 10 -> todo();   // fd -1
            case 11 -> todo();   // fd is a folder, open O_RDONLY, prot PROT_READ
            default -> todo();   // call 12: munmap(p + 1, pageSize), where p came from such an mmap
        };
    }

    private static String todo() {
        // TODO: put your answers in the place of the calls of this method.
        throw new UnsupportedOperationException("not solved yet");
    }
}
