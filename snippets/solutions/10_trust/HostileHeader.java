import module java.base;

class HostileHeader {
    private static final int MAGIC = 0x4d534731;
    private static final int HEADER_BYTES = 24;
    private static final int MOST_BYTES = 1000;

    static Optional<byte[]> read(MemorySegment p) {
        if (p.byteSize() < HEADER_BYTES) {
            return Optional.empty();
        }
        // Copied once. Nothing below reads a field from the shared memory.
        var header = ByteBuffer.wrap(p.asSlice(0, HEADER_BYTES).toArray(ValueLayout.JAVA_BYTE))
            .order(ByteOrder.nativeOrder());
        int length = header.getInt(4);
        long offset = header.getLong(8);
        if (header.getInt(0) != MAGIC || header.getInt(20) != 0
                || length < 1 || length > MOST_BYTES
                || offset < HEADER_BYTES || offset > p.byteSize() - length) {
            return Optional.empty();
        }
        byte[] payload = p.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        var crc = new CRC32();
        crc.update(payload);
        return (int) crc.getValue() == header.getInt(16) ? Optional.of(payload) : Optional.empty();
    }
}
