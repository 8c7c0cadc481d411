//SOURCES ../../Libc.java RingLayout.java

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.UUID;

/** Creates the file of a ring, or opens and checks it. */
record RingFile(int fd, MemorySegment memory) {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** The four numbers of the header that never change. */
    private record Shape(int kind, int producers, int slots, int slotBytes) {
        static Shape of(MemorySegment ring) {
            return new Shape(ring.get(INT, RingLayout.KIND), ring.get(INT, RingLayout.PRODUCERS),
                ring.get(INT, RingLayout.CAPACITY), ring.get(INT, RingLayout.SLOT_BYTES));
        }

        /** Returns what is wrong with this shape; empty if nothing is. */
        String wrong() {
            boolean one = kind == RingLayout.ONE_TO_ONE;
            if (!one && kind != RingLayout.MANY_TO_ONE) {
                return "no ring is of kind " + kind;
            }
            if (one ? producers < 1 || producers > RingLayout.MOST_LANES
                    : producers != RingLayout.MANY) {
                return "a ring has 1 to " + RingLayout.MOST_LANES + " lanes, not " + producers;
            }
            if (Integer.bitCount(slots) != 1 || slots < 1 || slots > 1 << 24) {
                return "a ring has 1, 2, 4, 8 ... 2^24 slots, not " + slots;
            }
            if (one ? Integer.bitCount(slotBytes) != 1 || slotBytes < 8 || slotBytes > 1 << 20
                    : slotBytes != 64) {
                return "a slot has 8, 16, 32 ... 2^20 bytes, not " + slotBytes;
            }
            return "";
        }

        long bytes() {
            return RingLayout.DATA + (kind == RingLayout.ONE_TO_ONE
                ? (long) producers * slots * slotBytes : slots * (slotBytes + 8L));
        }

        void write(MemorySegment ring) {
            ring.set(LONG, 0, RingLayout.MAGIC);
            ring.set(INT, RingLayout.VERSION, RingLayout.THIS_VERSION);
            ring.set(INT, RingLayout.KIND, kind);
            ring.set(INT, RingLayout.PRODUCERS, producers);
            ring.set(INT, RingLayout.CAPACITY, slots);
            ring.set(INT, RingLayout.SLOT_BYTES, slotBytes);
            for (int i = 0; kind == RingLayout.MANY_TO_ONE && i < producers; i++) {
                ring.set(LONG, RingLayout.producerLock(kind, i), RingLayout.NO_INTENT);
            }
        }
    }

    static RingFile create(String path, int kind, int producers, int slots, int slotBytes) {
        var shape = new Shape(kind, producers, slots, slotBytes);
        if (!shape.wrong().isEmpty()) {
            throw new IllegalArgumentException(shape.wrong());
        }
        // The file gets its name last. So nobody finds a half-made ring, not even if kill -9 ends
        // this process before that. linkat replaces no other file.
        Path folder = Path.of(path).toAbsolutePath().getParent();
        Path temporary = folder.resolve(".ring-" + UUID.randomUUID());
        int fd = createTemporary(folder, temporary);
        MemorySegment ring = MemorySegment.NULL;
        try {
            writeZeros(fd, shape.bytes());
            ring = map(fd, shape.bytes());
            shape.write(ring);
            Libc.linkat(Libc.AT_FDCWD, "/proc/self/fd/" + fd, Libc.AT_FDCWD, path,
                Libc.AT_SYMLINK_FOLLOW);
            return new RingFile(fd, ring);
        } catch (Libc.ErrnoException e) {
            close(fd, ring);
            throw e;
        } finally {
            temporary.toFile().delete();   // without effect after O_TMPFILE
        }
    }

    /**
     * Creates a file without a name, which Linux deletes if this process ends before linkat. Some
     * file systems cannot do that, such as overlayfs before Linux 6.1. There the file has the
     * temporary name, and it stays if kill -9 ends this process too early.
     */
    private static int createTemporary(Path folder, Path temporary) {
        int flags = Libc.O_RDWR | Libc.O_CLOEXEC;
        try {
            return Libc.open(folder.toString(), flags | Libc.O_TMPFILE, 0600);
        } catch (Libc.ErrnoException e) {
            if (!e.name.equals("EOPNOTSUPP")) {
                throw e;
            }
            return Libc.open(temporary.toString(), flags | Libc.O_CREAT | Libc.O_EXCL, 0600);
        }
    }

    /** Writes zeros, because a hole made by ftruncate is a SIGBUS later if the disk is full. */
    private static void writeZeros(int fd, long bytes) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment zeros = arena.allocate(1 << 20);
            for (long left = bytes; left > 0; ) {
                left -= Libc.write(fd, zeros, Math.min(left, zeros.byteSize()));
            }
        }
    }

    static RingFile open(String path) {
        // O_NONBLOCK, because open(2) of a FIFO would otherwise wait for the other end.
        int fd = Libc.open(path, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        MemorySegment ring = MemorySegment.NULL;
        String wrong = "is not a ring";
        try {
            long bytes = bytes(fd);
            if (bytes > RingLayout.DATA) {
                ring = map(fd, bytes);
                wrong = wrong(ring);
            }
            if (wrong.isEmpty()) {
                return new RingFile(fd, ring);
            }
        } catch (InternalError e) {
            wrong = "was truncated while it was opened";
        } catch (Libc.ErrnoException e) {
            close(fd, ring);
            throw e;
        }
        close(fd, ring);
        throw new IllegalStateException(path + " " + wrong);
    }

    /** The size of a regular file; 0 for a FIFO, a device and so on. */
    private static long bytes(int fd) {
        Libc.Stat stat = Libc.fstat(fd);
        return stat.isRegularFile() ? stat.sizeBytes() : 0;
    }

    private static String wrong(MemorySegment ring) {
        if (ring.get(LONG, 0) != RingLayout.MAGIC) {
            return "is not a ring";
        }
        int version = ring.get(INT, RingLayout.VERSION);
        if (version != RingLayout.THIS_VERSION) {
            return "is a ring of version " + version + "; this program knows version "
                + RingLayout.THIS_VERSION + " only";
        }
        Shape shape = Shape.of(ring);
        if (!shape.wrong().isEmpty() || ring.byteSize() != shape.bytes()) {
            return "is a damaged ring: its header does not fit its length";
        }
        int lanes = shape.kind == RingLayout.ONE_TO_ONE ? shape.producers : 1;
        for (long lane = 0; lane < lanes; lane++) {
            if (!isPossible(ring, lane * RingLayout.LANE_BYTES, shape.slots)) {
                return "is a damaged ring: its tail does not fit its head";
            }
        }
        return "";
    }

    /** Other processes may use the ring now, so this reads the head before and after the tail. */
    private static boolean isPossible(MemorySegment ring, long lane, int slots) {
        long before = (long) RingLayout.LONG.getAcquire(ring, lane + RingLayout.HEAD);
        long tail = (long) RingLayout.LONG.getAcquire(ring, lane + RingLayout.TAIL);
        long after = (long) RingLayout.LONG.getAcquire(ring, lane + RingLayout.HEAD);
        long position = RingLayout.position(tail);
        return before >= 0 && position >= before && position - after <= slots;
    }

    private static MemorySegment map(int fd, long bytes) {
        return Libc.mmap(Libc.NULL, bytes, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_POPULATE, fd, 0);
    }

    private static void close(int fd, MemorySegment ring) {
        Libc.close(fd);
        if (ring.byteSize() > 0) {
            Libc.munmap(ring, ring.byteSize());
        }
    }
}
