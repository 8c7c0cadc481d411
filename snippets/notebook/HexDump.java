/** Bytes as xxd(1) prints them: the offset, 16 bytes in hexadecimal, and the same bytes as text. */
final class HexDump {
    private HexDump() {}

    /** The line of 16 bytes that begins at {@code offset}. A byte that is no letter shows a dot. */
    static String line(byte[] bytes, int offset) {
        var line = new StringBuilder("%08x:".formatted(offset));
        var text = new StringBuilder("  ");
        for (int i = offset; i < offset + 16; i++) {
            line.append(i % 2 == 0 ? " " : "").append("%02x".formatted(bytes[i]));
            text.append(bytes[i] > 31 ? (char) bytes[i] : '.');
        }
        return line.append(text).toString();
    }
}
