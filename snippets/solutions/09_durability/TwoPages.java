import module java.base;
import java.util.zip.CRC32;

class TwoPages {
    record Pair(byte[] left, byte[] right) {}

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final int PAGE = Disk.PAGE_BYTES;
    private static final int SLOT = 3 * PAGE;

    // A slot: number (8 bytes), CRC-32 of all other bytes (8 bytes), zeros; left page; right page.

    static void write(Disk disk, Pair pair) throws Exception {
        MemorySegment p = disk.map("pages", 2 * SLOT);
        long next = Math.max(number(slot(p, 0)), number(slot(p, 1))) + 1;
        MemorySegment slot = number(slot(p, 0)) == next - 1 ? slot(p, 1) : slot(p, 0);
        slot.set(LONG, 0, next);
        slot.asSlice(PAGE, PAGE).copyFrom(MemorySegment.ofArray(pair.left()));
        slot.asSlice(2 * PAGE, PAGE).copyFrom(MemorySegment.ofArray(pair.right()));
        slot.set(LONG, 8, checksum(slot));
        disk.msync(slot, Libc.MS_SYNC);
        disk.fsyncFolder();
    }

    static Pair read(Disk disk) throws Exception {
        MemorySegment p = disk.map("pages", 2 * SLOT);
        MemorySegment newest = number(slot(p, 0)) > number(slot(p, 1)) ? slot(p, 0) : slot(p, 1);
        return number(newest) == 0 ? new Pair(new byte[PAGE], new byte[PAGE])
            : new Pair(newest.asSlice(PAGE, PAGE).toArray(ValueLayout.JAVA_BYTE),
                newest.asSlice(2 * PAGE, PAGE).toArray(ValueLayout.JAVA_BYTE));
    }

    private static MemorySegment slot(MemorySegment p, int index) {
        return p.asSlice(index * SLOT, SLOT);
    }

    /** Returns the number of an intact slot, or 0. */
    private static long number(MemorySegment slot) {
        return slot.get(LONG, 8) == checksum(slot) ? slot.get(LONG, 0) : 0;
    }

    private static long checksum(MemorySegment slot) {
        var crc = new CRC32();
        crc.update(slot.asSlice(0, 8).asByteBuffer());
        crc.update(slot.asSlice(PAGE, 2 * PAGE).asByteBuffer());
        return crc.getValue();
    }
}
