import module java.base;

class WhichErrno {
    static String answer(int call) {
        return switch (call) {
            case 1 -> "EINVAL";    // length 0
            case 2 -> "ENOMEM";    // length 2^62
            // mmap does not check the file's size. It matters only at an access.
            case 3 -> "ok";        // the file is empty
            case 4 -> "EINVAL";    // offset 512
            case 5 -> "ok";        // offset 2 * pageSize, past the end of the file
            case 6 -> "EINVAL";    // flags 0: neither MAP_SHARED nor MAP_PRIVATE
            // The arguments are valid, but the descriptor does not allow them.
            case 7 -> "EACCES";    // the file is open with O_RDONLY
            case 8 -> "ok";        // the file is open with O_RDONLY, flags MAP_PRIVATE
            // Linux must read a page from the file before a byte of it can change.
            case 9 -> "EACCES";    // the file is open with O_WRONLY, prot PROT_WRITE
            case 10 -> "EBADF";    // fd -1
            case 11 -> "ENODEV";   // fd is a folder, open with O_RDONLY, prot PROT_READ
            default -> "EINVAL";   // call 12: munmap(p + 1, pageSize)
        };
    }
}
