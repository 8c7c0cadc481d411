/*
 * exercise 9.4: Publish a file
 * points: 2
 * hint: Other programs open the file at any moment, so you cannot write into it. How does a
 *   complete file get the name in one step?
 * hint: Notebook 09, "Replace a file". The bytes must be on the disk before the name is, and the
 *   name must be on the disk before you return.
 * hint:
 *   | disk.write(name + ".new", bytes); disk.fsync(name + ".new");
 *   | disk.rename(name + ".new", name); disk.fsyncFolder();
 *   | Let each exception go to the caller.
 * why: Before the rename, the bytes and the size are on the disk, so the name never leads to a part
 *   of the file. After fsyncFolder the new name is on the disk, too.
 */
import module java.base;

// Publish a file: `name` gets the content `bytes`, whether it exists already or not. Other programs
// read it at any moment. At each moment they must find the complete old file or the complete new
// one. The same is true after a power cut. When publish() has returned, it must be the new one,
// also after a power cut, and no file that you made for the work is left. A file that a power cut
// or a failure has left must not disturb the next call. If a call of the disk fails, publish()
// fails with its exception, and does not make the call again. Then `name` has the old content,
// unless it was fsyncFolder() that failed, and a file that you made for the work may be left. No
// other program uses names that end with .new or .tmp.
class PublishFile {
    static void publish(Disk disk, String name, byte[] bytes) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
