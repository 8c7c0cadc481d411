//SOURCES ../Libc.java Disk.java PowerCutLab.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * Stores that keep a document of 1,000 bytes, broken ones and fixed ones. All bytes of version n
 * are n + 1, so a mix of two versions can be recognised. No version has a byte 0.
 */
final class Stores {
    static final int DOCUMENT_BYTES = 1000;
    private static final String FILE = "document";
    private static final String NEW_FILE = "document.new";
    private static final int SLOT_BYTES = Disk.PAGE_BYTES;
    private static final int RECORD_BYTES = 8 + DOCUMENT_BYTES;

    private Stores() {}

    /** An operation of a store. */
    interface Step {
        void run(Disk disk, int version) throws Exception;
    }

    /** The recovery of a store. */
    interface Recovery {
        Object run(Disk disk) throws Exception;
    }

    /** Returns a store of versions: operation n writes version n. */
    static PowerCutLab.Store of(Step write, Recovery recovery) {
        return new PowerCutLab.Store() {
            @Override
            public void prepare(Disk disk) throws Exception {
                write.run(disk, 0);
            }

            @Override
            public void apply(Disk disk, int n) throws Exception {
                write.run(disk, n);
            }

            @Override
            public Object recover(Disk disk) throws Exception {
                return recovery.run(disk);
            }

            @Override
            public Object promised(int n) {
                return "version " + n;
            }
        };
    }

    /** Returns the broken stores and the fixed ones by name. Each broken one is before its fix. */
    static Map<String, PowerCutLab.Store> all() {
        var all = new LinkedHashMap<String, PowerCutLab.Store>();
        all.put("in-place", inPlace());
        all.put("checksum", checksum());
        all.put("slots-without-checksum", slots(false, Libc.MS_SYNC));
        all.put("slots-with-ms-async", slots(true, Libc.MS_ASYNC));
        all.put("slots", slots(true, Libc.MS_SYNC));
        all.put("log-without-checksum", log(false));
        all.put("log", log(true));
        all.put("overwrite", publish((disk, bytes) -> {
            disk.write(FILE, bytes);
            disk.fsync(FILE);
        }));
        all.put("rename-without-fsync", publish((disk, bytes) -> {
            disk.write(NEW_FILE, bytes);
            disk.rename(NEW_FILE, FILE);
            disk.fsyncFolder();
        }));
        all.put("rename-without-folder", publish((disk, bytes) -> {
            disk.write(NEW_FILE, bytes);
            disk.fsync(NEW_FILE);
            disk.rename(NEW_FILE, FILE);
        }));
        all.put("rename", publish((disk, bytes) -> {
            disk.write(NEW_FILE, bytes);
            disk.fsync(NEW_FILE);
            disk.rename(NEW_FILE, FILE);
            disk.fsyncFolder();
        }));
        return all;
    }

    private static PowerCutLab.Store inPlace() {
        return of((disk, n) -> {
            MemorySegment p = disk.map(FILE, Disk.PAGE_BYTES);
            fill(p.asSlice(0, DOCUMENT_BYTES), n);
            disk.msync(p, Libc.MS_SYNC);
        }, disk -> version(disk.map(FILE, Disk.PAGE_BYTES).asSlice(0, DOCUMENT_BYTES)));
    }

    private static PowerCutLab.Store checksum() {
        return of((disk, n) -> {
            MemorySegment slot = disk.map(FILE, SLOT_BYTES);
            writeSlot(slot, n);
            disk.msync(slot, Libc.MS_SYNC);
        }, disk -> {
            MemorySegment slot = disk.map(FILE, SLOT_BYTES);
            return isIntact(slot) ? document(slot) : "damaged";
        });
    }

    // ------------------------------------------------------------ two slots, in a page each
    //   0        4        8                              1008
    //   +--------+--------+------------------------------+
    //   | number | CRC-32 | document                     |
    //   +--------+--------+------------------------------+

    private static void writeSlot(MemorySegment slot, int n) {
        slot.set(ValueLayout.JAVA_INT, 0, n + 1);
        fill(slot.asSlice(8, DOCUMENT_BYTES), n);
        slot.set(ValueLayout.JAVA_INT, 4, checksum(slot));
    }

    private static boolean isIntact(MemorySegment slot) {
        return slot.get(ValueLayout.JAVA_INT, 4) == checksum(slot);
    }

    private static int checksum(MemorySegment slot) {
        var crc = new CRC32();
        crc.update(slot.asSlice(0, 4).asByteBuffer());
        crc.update(slot.asSlice(8, DOCUMENT_BYTES).asByteBuffer());
        return (int) crc.getValue();
    }

    private static String document(MemorySegment slot) {
        return version(slot.asSlice(8, DOCUMENT_BYTES));
    }

    private static PowerCutLab.Store slots(boolean checksum, int flags) {
        return of((disk, n) -> {
            MemorySegment p = disk.map(FILE, 2 * SLOT_BYTES);
            MemorySegment slot = p.asSlice(n % 2 * SLOT_BYTES, SLOT_BYTES);
            writeSlot(slot, n);
            disk.msync(slot, flags);
        }, disk -> {
            MemorySegment p = disk.map(FILE, 2 * SLOT_BYTES);
            MemorySegment newest = null;
            for (MemorySegment slot : new MemorySegment[] {p.asSlice(0, SLOT_BYTES),
                    p.asSlice(SLOT_BYTES, SLOT_BYTES)}) {
                if ((!checksum || isIntact(slot)) && (newest == null
                        || slot.get(ValueLayout.JAVA_INT, 0)
                            > newest.get(ValueLayout.JAVA_INT, 0))) {
                    newest = slot;
                }
            }
            return newest == null ? "nothing" : document(newest);
        });
    }

    // ------------------------------------------------------------ a log of records
    // A record has the layout of a slot. Its number tells that it belongs to this place.

    private static PowerCutLab.Store log(boolean checksum) {
        return of((disk, n) -> {
            MemorySegment p = disk.map(FILE, 2 * Disk.PAGE_BYTES);
            writeSlot(p.asSlice(n * RECORD_BYTES, RECORD_BYTES), n);
            disk.msync(p, Libc.MS_SYNC);
        }, disk -> {
            MemorySegment p = disk.map(FILE, 2 * Disk.PAGE_BYTES);
            Object last = "nothing";
            for (int n = 0; n < 2 * Disk.PAGE_BYTES / RECORD_BYTES; n++) {
                MemorySegment record = p.asSlice(n * RECORD_BYTES, RECORD_BYTES);
                if (record.get(ValueLayout.JAVA_INT, 0) != n + 1
                        || checksum && !isIntact(record)) {
                    break;
                }
                last = document(record);
            }
            return last;
        });
    }

    // ------------------------------------------------------------ a file that is replaced

    private interface Publish {
        void run(Disk disk, byte[] bytes) throws IOException;
    }

    private static PowerCutLab.Store publish(Publish publish) {
        return of((disk, n) -> {
            byte[] bytes = new byte[DOCUMENT_BYTES];
            Arrays.fill(bytes, (byte) (n + 1));
            publish.run(disk, bytes);
        }, disk -> {
            byte[] bytes = disk.read(FILE);
            return bytes.length == DOCUMENT_BYTES ? version(MemorySegment.ofArray(bytes))
                : bytes.length + " bytes";
        });
    }

    // ------------------------------------------------------------ documents

    /** Stores version n: all its bytes are n + 1. */
    static void fill(MemorySegment document, int n) {
        document.fill((byte) (n + 1));
    }

    /** Returns "version 2", "a mix of the versions 1 and 2", or "version 2 and zeros". */
    static String version(MemorySegment document) {
        var versions = new TreeSet<Integer>();
        for (byte one : document.toArray(ValueLayout.JAVA_BYTE)) {
            versions.add(one - 1);
        }
        boolean hasZeros = versions.remove(-1);
        if (versions.isEmpty()) {
            return "zeros";
        }
        return (versions.size() == 1 ? "version " + versions.first()
            : "a mix of the versions " + versions.first() + " and " + versions.last())
            + (hasZeros ? " and zeros" : "");
    }
}
