import module java.base;

// Change a file where it stands. Put the byte `to` in the place of every byte `from`, through
// a mapping and without read or write, and answer how many there were. The file may be empty.
// It has to stay the same file, as long as before, with all other bytes as they were; nothing
// may stay mapped or open. Writing a new file instead would lose its other names, its
// permissions and those who have it open.
class PatchInPlace {
    static long replace(Path file, byte from, byte to) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
