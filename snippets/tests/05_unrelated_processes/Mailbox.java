
import module java.base;

/** The file between writer and reader, without a mapping: ten bytes, an int first. */
record Mailbox(Path file) {
    /** Leaves the file as a writer would that wrote {@code value} and ended. */
    void put(int value) throws IOException {
        Files.write(file,
            ByteBuffer.allocate(10).order(ByteOrder.nativeOrder()).putInt(value).array());
    }

    /** The int in the file just now, 0 as long as there is none. */
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
