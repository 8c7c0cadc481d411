import module java.base;
import java.util.zip.CRC32;

class TornTail {
    private static final int HEADER = 8;

    static long end(MemorySegment log) {
        long end = 0;
        while (log.byteSize() - end >= HEADER) {
            int length = log.get(ValueLayout.JAVA_INT, end);
            if (length <= 0 || length > log.byteSize() - end - HEADER) {
                return end;
            }
            var crc = new CRC32();
            crc.update(log.asSlice(end, 4).asByteBuffer());
            crc.update(log.asSlice(end + HEADER, length).asByteBuffer());
            if (log.get(ValueLayout.JAVA_INT, end + 4) != (int) crc.getValue()) {
                return end;
            }
            end = Math.min(log.byteSize(), end + HEADER + (length + 7L) / 8 * 8);
        }
        return end;
    }
}
