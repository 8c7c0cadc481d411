/*
 * exercise 10.1: A sealed message
 * points: 2
 * hint: Which seals make the content and the length fixed for everyone, also for a process that has
 *   mapped the memory already? Notebook 10, "Seals", tries each of them.
 * hint: publish() must unmap before it adds F_SEAL_WRITE, or use write(2). read() asks for the
 *   seals first and for the size after that, as a long. A private mapping does not use the position
 *   that the sender can move, and mmap refuses a length of 0.
 * hint:
 *   | int needed = Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_WRITE;
 *   | In read: catch the ErrnoException of F_GET_SEALS; throw if (seals & needed) != needed;
 *   | long size = Libc.fstat(fd).sizeBytes(), throw if it is more than MOST_BYTES; then
 *   | Libc.mmap(arena, size, Libc.PROT_READ, Libc.MAP_PRIVATE, fd, 0).toArray(JAVA_BYTE).
 * why: A seal holds for every process and for ever, so what read() has checked stays true. With
 *   F_SEAL_FUTURE_WRITE the sender could still store through an older mapping. The mapping is
 *   private because Linux before 6.7 refuses a shared one of memory with F_SEAL_WRITE. Wayland
 *   compositors and systemd's journal check seals in this way.
 */
import module java.base;

// Publish a message for readers that do not trust you, and read one from a sender that you do not
// trust. The message is in memory from memfd_create(2), and may be empty.
// publish() seals the memory: nobody can change its bytes, make it shorter or longer, or add
// another seal. Only the descriptor stays open, and nothing stays mapped. If publish() cannot write
// the whole message, it fails with the ErrnoException of the call that failed, and leaves nothing
// open. Note that write(2) may write only a part, and then reports no error. Call it again for the
// rest.
// The method read() returns the whole content if no process can change the bytes or the length any
// more, in any way. Otherwise it throws an IllegalArgumentException: for missing seals, for what
// cannot be sealed, such as a file or a pipe, and for more than MOST_BYTES. The sender may change
// the size and the bytes, and add seals, while read() runs. It has the same open file description,
// and may have moved its position. read() does not use the position and does not change it. It
// closes nothing of the caller, and leaves nothing open or mapped. No call leaves native memory.
class SealedMessage {
    static final int MOST_BYTES = 1 << 20;

    /** Returns a descriptor of sealed memory with this message and nothing else. */
    static int publish(byte[] message) {
        throw todo();
    }

    /** Returns the message of a hostile sender. The descriptor fd is open. */
    static byte[] read(int fd) {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
