/*
 * exercise 4.3: Unlink and go on
 * points: 1
 * forks: yes
 * hint: What keeps a file alive when it has no name any more? From which line of your method on do
 *   you have that?
 * hint: Notebook 04, "A mapping without a name", and unlink(2). Libc.fstat(fd).sizeBytes() returns
 *   the length. Unlink the file after mmap has succeeded, and close the descriptor in finally.
 * hint:
 *   | MemorySegment p = Libc.mmap(Libc.NULL, Libc.fstat(fd).sizeBytes(),
 *   |     Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
 *   | try {
 *   |     Libc.unlink(file.toString());
 *   |     return p;   // and Libc.close(fd) in finally
 *   | } catch (Libc.ErrnoException e) {
 *   |     // … what must not stay mapped now?
 * why: A name is only one reference to a file, and the mapping is another. The file disappears
 *   when the last reference does, also if the process is killed. Temporary files of
 *   professionals have no name at all: O_TMPFILE or memfd_create.
 */
import module java.base;

// Turn a file into scratch memory that removes itself: map the whole file, and then unlink it. When
// the last mapping is gone, Linux deletes the file, even after a kill -9.
// Map the file as it is, for reading and writing. It may have several GiB. Each thread may use the
// memory, forked children must see what you store, and so must a process that has opened the file
// by another name. The caller unmaps the memory with Libc.munmap. Leave no descriptor open, and
// map nothing else.
// If the file cannot be opened or mapped, for example because it is empty, leave its name as it is,
// and create no file. If the file cannot be unlinked, unmap it again. In all these cases, throw the
// exception that says why, and leave nothing open or mapped.
class UnlinkAndGoOn {
    static MemorySegment mapAndUnlink(Path file) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
