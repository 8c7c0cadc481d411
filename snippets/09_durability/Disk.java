import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The calls that a store makes to keep its bytes over a power cut. {@code LinuxDisk} makes them on
 * files of Linux. {@code SimulatedDisk} records them, so that {@code PowerCutLab} can replay what
 * the disk may hold. All files are in one folder.
 */
interface Disk {
    int PAGE_BYTES = 4096;
    int SECTOR_BYTES = 512;

    /**
     * Maps a file with MAP_SHARED, for reading and writing. Creates the file if it does not exist.
     * If it is shorter than {@code length}, this extends it with zeros, and so a new file of all
     * zeros is a file that nobody has written yet.
     *
     * @param length bytes
     * @return the mapping, {@code length} bytes long and page-aligned
     */
    MemorySegment map(String file, long length) throws IOException;

    /**
     * Writes the changed pages of a mapping to the disk, see msync(2). The first byte of {@code
     * memory} must be page-aligned.
     *
     * @param memory the mapping, or a slice of it; only its pages are written
     * @param flags {@code Libc.MS_SYNC} to return when the bytes are on the disk, or {@code
     *     Libc.MS_ASYNC}, which promises nothing
     */
    void msync(MemorySegment memory, int flags) throws IOException;

    /** Replaces the bytes of a file: open(2) with O_CREAT and O_TRUNC, write(2), close(2). */
    void write(String file, byte[] bytes) throws IOException;

    /** Returns the bytes of a file. Throws NoSuchFileException if it does not exist. */
    byte[] read(String file) throws IOException;

    /** Whether a file of this name exists. */
    boolean exists(String file) throws IOException;

    /** Writes the bytes and the size of a file to the disk, but not its name, see fsync(2). */
    void fsync(String file) throws IOException;

    /** Gives a file another name, in one step. A file that has this name is replaced. */
    void rename(String from, String to) throws IOException;

    /** Removes the name of a file. */
    void unlink(String file) throws IOException;

    /** Writes the names of the files to the disk: fsync(2) of the folder. */
    void fsyncFolder() throws IOException;
}
