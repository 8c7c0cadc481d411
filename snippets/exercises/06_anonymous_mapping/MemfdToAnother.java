import module java.base;

// Hand a text to another process without a file: put it into memory that has a descriptor but no
// name in any folder, memfd_create(2), and say where others find that descriptor. Any process of
// the same user may open it there as if it were a file, for as long as it is open here.
// The memory holds the text in UTF-8 and nothing else; the text may be empty. The grader reads it
// with cat. Of what you take, only the descriptor stays.
class MemfdToAnother {
    /** The path under which another process can open it. */
    static Path publish(String text) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
