import module java.base;

// Write a file through memory. The file exists and is as long as the text, or longer; the text has
// at least one byte.
// Put the text at its beginning without read or write: open it, map it, copy, and give back
// what you took, the mapping and the descriptor.
class WriteThroughMemory {
    static void write(Path file, byte[] text) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
