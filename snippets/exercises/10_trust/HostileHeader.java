/*
 * exercise 10.3: A hostile header
 * points: 3
 * forks: yes
 * hint: The peer may change each byte between two of your reads. How many times may you read a
 *   field? Of which bytes must the checksum be? Notebook 10, "A hostile peer", shows both traps.
 * hint: Copy the 24 bytes of the header first, and check only the copy. The offset is a long: which
 *   sum can overflow, and how do you write the comparison without it? Then copy the payload, and
 *   compute the checksum of your copy.
 * hint:
 *   | byte[] copy = p.asSlice(0, 24).toArray(JAVA_BYTE); MemorySegment h = ofArray(copy)
 *   | long offset = h.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
 *   | refuse it if (offset < 24 || offset > p.byteSize() - length)
 *   | byte[] payload = p.asSlice(offset, length).toArray(JAVA_BYTE); crc.update(payload);
 * why: What you check and what you use is the same copy, so the peer cannot come between. It can
 *   still write nonsense, and then the checksum is wrong, or it can write another valid message,
 *   and that is its right. The kernel follows this rule, too: it copies the arguments of a call
 *   from user space once.
 */
import module java.base;

// Read a message from memory that another process may write to at any moment. Its bytes, in the
// byte order of the machine:
//        0  the magic number, an int: 0x4d534731
//        4  the length of the payload in bytes, an int: 1 to 1000
//        8  the offset of the payload from the start of the memory, a long: 24 or more
//       16  the CRC-32 of the payload, an int
//       20  an int that is 0
// Return the payload if all of this is true, the payload lies within the memory, and its checksum
// is right. Otherwise return an empty Optional. Never throw anything, whatever the memory holds.
// It may be shorter than a header, larger than 4 GiB, and may begin at any address.
// The result is a copy, and the peer may write while you work: return only bytes that you have
// checked. You need not fear SIGBUS, because the memory is sealed against shrinking.
// The grader tries good messages, lies in each field and random headers. Then a thread changes the
// fields and the payload while your code runs.
class HostileHeader {
    static Optional<byte[]> read(MemorySegment p) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
