import module java.base;

class WhichErrno {
    static String answer(int call) {
        return switch (call) {
            case 1 -> "EINVAL";    // length 0
            case 2 -> "ENOMEM";    // length 2^62
            // The file's size is looked at when a page is touched, and not before.
            case 3 -> "ok";        // the file is empty
            case 4 -> "EINVAL";    // offset 512
            case 5 -> "ok";        // offset 2 * pageSize, behind the file's end
            case 6 -> "EINVAL";    // flags 0: neither MAP_SHARED nor MAP_PRIVATE
            // The arguments are fine, but the descriptor does not allow them; the tutorial errs.
            case 7 -> "EACCES";    // the file is open O_RDONLY
            case 8 -> "ok";        // the file is open O_RDONLY, flags MAP_PRIVATE
            // A page is read from the file before a byte in it can change.
            case 9 -> "EACCES";    // the file is open O_WRONLY, prot PROT_WRITE alone
            case 10 -> "EBADF";    // fd -1
            case 11 -> "ENODEV";   // fd is a folder, open O_RDONLY, prot PROT_READ
            default -> "EINVAL";   // call 12: munmap(p + 1, pageSize)
        };
    }
}
