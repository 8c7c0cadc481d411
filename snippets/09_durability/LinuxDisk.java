//SOURCES ../Libc.java Disk.java

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real disk: the calls of {@link Disk}, made on the files of one folder. */
final class LinuxDisk implements Disk {
    private final Arena arena;
    private final Path folder;

    /** @param arena unmaps all mappings when it is closed */
    LinuxDisk(Arena arena, Path folder) {
        this.arena = arena;
        this.folder = folder;
    }

    private String path(String file) {
        return folder.resolve(file).toString();
    }

    @Override
    public MemorySegment map(String file, long length) {
        int fd = Libc.open(path(file), Libc.O_RDWR | Libc.O_CREAT | Libc.O_CLOEXEC, 0600);
        try {
            if (Libc.fstat(fd).sizeBytes() < length) {
                // With ftruncate alone, a store into the mapping could find the disk full.
                Libc.fallocate(fd, 0, 0, length);
            }
            return Libc.mmap(arena, length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED,
                fd, 0);
        } finally {
            Libc.close(fd);
        }
    }

    @Override
    public void msync(MemorySegment memory, int flags) {
        Libc.msync(memory, memory.byteSize(), flags);
    }

    @Override
    public void write(String file, byte[] bytes) throws IOException {
        Files.write(folder.resolve(file), bytes);
    }

    @Override
    public byte[] read(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    @Override
    public boolean exists(String file) {
        return Files.exists(folder.resolve(file));
    }

    @Override
    public void fsync(String file) {
        fsync(path(file), Libc.O_RDONLY);
    }

    @Override
    public void rename(String from, String to) {
        Libc.rename(path(from), path(to));
    }

    @Override
    public void unlink(String file) {
        Libc.unlink(path(file));
    }

    @Override
    public void fsyncFolder() {
        fsync(folder.toString(), Libc.O_RDONLY | Libc.O_DIRECTORY);
    }

    private static void fsync(String path, int flags) {
        int fd = Libc.open(path, flags | Libc.O_CLOEXEC);
        try {
            Libc.fsync(fd);
        } finally {
            Libc.close(fd);
        }
    }
}
