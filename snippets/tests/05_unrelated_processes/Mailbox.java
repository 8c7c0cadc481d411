
import module java.base;

/** The file that writer and reader map, used here without a mapping. It begins with an int. */
record Mailbox(Path file) {
    /** Creates the file that a writer leaves if it writes {@code value} and ends. */
    void put(int value) throws IOException {
        Files.write(file,
            ByteBuffer.allocate(10).order(ByteOrder.nativeOrder()).putInt(value).array());
    }

    /** The int in the file at this moment, or 0 if the file has no int. */
    int counter() {
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            return bytes.length < 4 ? 0
                : ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
