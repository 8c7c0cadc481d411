//SOURCES ../Libc.java Disk.java

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A disk in memory. It has each file twice: as the page cache has it, and as the disk has it. Only
 * msync, fsync and fsyncFolder copy from the page cache to the disk.
 */
final class SimulatedDisk implements Disk {
    /** A file. Its name is not part of it, because the disk may have one without the other. */
    private static final class Inode {
        final String label;
        MemorySegment memory;           // the page cache; its length is a multiple of the page size
        int size;
        boolean isMapped;
        byte[] onDisk = new byte[0];    // as long as the memory was at the last synchronisation
        int sizeOnDisk;

        Inode(String label, MemorySegment memory, int size) {
            this.label = label;
            this.memory = memory;
            this.size = size;
        }
    }

    /**
     * A file of which the page cache and the disk may have different versions.
     *
     * @param label the name with which it was created
     * @param isMapped whether its bytes are changed by stores, and not only by write(2)
     */
    record FileState(String label, boolean isMapped, byte[] onDisk, int sizeOnDisk, byte[] inCache,
            int sizeInCache) {}

    /**
     * A change of the folder that is not on the disk yet: the file gets the name {@code added}, and
     * the name {@code removed} is gone. Either may be null.
     *
     * @param file the number of the file in the list of files
     */
    record NameChange(String removed, String added, int file) {
        @Override
        public String toString() {
            return removed == null ? "the name " + added
                : added == null ? "the removal of " + removed
                : "the rename of " + removed + " to " + added;
        }
    }

    /** All that a power cut could leave: the disk, and the changes that may reach it or not. */
    record Snapshot(List<FileState> files, Map<String, Integer> names, List<NameChange> changes) {}

    private final Arena arena;
    private final Consumer<String> beforeCall;
    private final List<Inode> inodes = new ArrayList<>();
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private final Map<String, Integer> namesOnDisk = new LinkedHashMap<>();
    private final List<NameChange> changes = new ArrayList<>();

    /**
     * Creates a disk with these files.
     *
     * @param arena owns the memory of all mappings
     * @param beforeCall gets the words of each call that changes something, before it does
     */
    SimulatedDisk(Arena arena, Map<String, byte[]> files, Consumer<String> beforeCall) {
        this.arena = arena;
        this.beforeCall = beforeCall;
        files.forEach((name, bytes) -> {
            Inode inode = create(name, bytes.length);
            MemorySegment.copy(bytes, 0, inode.memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        });
        syncAll();
    }

    private Inode create(String name, int size) {
        names.put(name, inodes.size());
        changes.add(new NameChange(null, name, inodes.size()));
        inodes.add(new Inode(name, allocate(size), size));
        return inodes.getLast();
    }

    private MemorySegment allocate(long size) {
        return arena.allocate(Math.max(1, Math.ceilDiv(size, PAGE_BYTES)) * PAGE_BYTES, PAGE_BYTES);
    }

    /** Writes all to the disk. */
    void syncAll() {
        inodes.forEach(inode -> sync(inode, 0, inode.memory.byteSize()));
        syncNames();
    }

    private void syncNames() {
        namesOnDisk.clear();
        namesOnDisk.putAll(names);
        changes.clear();
    }

    private static void sync(Inode inode, long from, long to) {
        inode.onDisk = Arrays.copyOf(inode.onDisk, (int) inode.memory.byteSize());
        MemorySegment.copy(inode.memory, ValueLayout.JAVA_BYTE, from, inode.onDisk, (int) from,
            (int) (to - from));
        inode.sizeOnDisk = inode.size;
    }

    Snapshot snapshot() {
        return new Snapshot(inodes.stream().map(inode -> new FileState(inode.label, inode.isMapped,
                Arrays.copyOf(inode.onDisk, (int) inode.memory.byteSize()), inode.sizeOnDisk,
                inode.memory.toArray(ValueLayout.JAVA_BYTE), inode.size)).toList(),
            new LinkedHashMap<>(namesOnDisk), List.copyOf(changes));
    }

    private Inode named(String file) throws IOException {
        Integer number = names.get(file);
        if (number == null) {
            throw new NoSuchFileException(file);
        }
        return inodes.get(number);
    }

    @Override
    public MemorySegment map(String file, long length) throws IOException {
        Inode inode = exists(file) ? named(file) : create(file, 0);
        resize(inode, (int) Math.max(inode.size, length));
        inode.isMapped = true;
        return inode.memory.asSlice(0, length);
    }

    private void resize(Inode inode, int size) {
        if (size > inode.memory.byteSize()) {
            if (inode.isMapped) {
                throw new IllegalStateException("The file " + inode.label
                    + " is mapped. The simulated disk cannot extend it to " + size + " bytes.");
            }
            MemorySegment larger = allocate(size);
            larger.copyFrom(inode.memory);
            inode.memory = larger;
        }
        if (size < inode.size) {
            inode.memory.asSlice(size, inode.size - size).fill((byte) 0);
        }
        inode.size = size;
    }

    @Override
    public void msync(MemorySegment memory, int flags) {
        Inode inode = inodes.stream().filter(one -> one.isMapped
                && memory.address() >= one.memory.address()
                && memory.address() + memory.byteSize()
                    <= one.memory.address() + one.memory.byteSize())
            .findFirst().orElseThrow(() -> new IllegalArgumentException(
                "msync: Cannot allocate memory (ENOMEM): this is no mapping of the disk"));
        long from = memory.address() - inode.memory.address();
        if (from % PAGE_BYTES != 0 || (flags != Libc.MS_SYNC && flags != Libc.MS_ASYNC)) {
            throw new IllegalArgumentException("msync: Invalid argument (EINVAL; offset=" + from
                + ", flags=" + flags + ")");
        }
        if (flags == Libc.MS_ASYNC) {
            beforeCall.accept("msync of " + inode.label + " with MS_ASYNC");
        } else {
            beforeCall.accept("msync of " + inode.label);
            sync(inode, from, Math.min(inode.memory.byteSize(),
                Math.ceilDiv(from + memory.byteSize(), PAGE_BYTES) * PAGE_BYTES));
        }
    }

    @Override
    public void write(String file, byte[] bytes) throws IOException {
        beforeCall.accept("open of " + file);
        Inode inode = exists(file) ? named(file) : create(file, 0);
        resize(inode, 0);
        beforeCall.accept("write to " + file);
        resize(inode, bytes.length);
        MemorySegment.copy(bytes, 0, inode.memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    }

    @Override
    public byte[] read(String file) throws IOException {
        Inode inode = named(file);
        return inode.memory.asSlice(0, inode.size).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public boolean exists(String file) {
        return names.containsKey(file);
    }

    @Override
    public void fsync(String file) throws IOException {
        Inode inode = named(file);
        beforeCall.accept("fsync of " + file);
        sync(inode, 0, inode.memory.byteSize());
    }

    @Override
    public void rename(String from, String to) throws IOException {
        named(from);
        beforeCall.accept("rename of " + from + " to " + to);
        int number = names.remove(from);
        names.put(to, number);
        changes.add(new NameChange(from, to, number));
    }

    @Override
    public void unlink(String file) throws IOException {
        named(file);
        beforeCall.accept("unlink of " + file);
        changes.add(new NameChange(file, null, names.remove(file)));
    }

    @Override
    public void fsyncFolder() {
        beforeCall.accept("fsync of the folder");
        syncNames();
    }
}
