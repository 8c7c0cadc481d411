"""Takes longs out of a ring, as ring_consumer.c does: python3 ring_consumer.py testring

Python has no acquire and no release. On x86-64 the processor keeps the order of loads and of stores
by itself, and a memoryview copies eight aligned bytes at once. (struct.pack_into does not: it writes
zeros first, and the producer would see them.) On aarch64 this program would be wrong.
"""
import fcntl, mmap, os, struct, sys, time

VERSION, ONE_TO_ONE, TAIL, HEAD, SLOTS, CLOSED = 2, 1, 128 // 8, 256 // 8, 4096 // 8, 1 << 63
F_OFD_SETLK = 37

if os.uname().machine != "x86_64":
    sys.exit("only x86-64 keeps the order that this program needs")
file = open(sys.argv[1], "r+b")
ring = mmap.mmap(file.fileno(), 0)
magic, version, kind, capacity, slot_bytes, lanes = struct.unpack_from("8s5i", ring)
if (magic, version, kind, slot_bytes, lanes) != (b"MMAPRING", VERSION, ONE_TO_ONE, 8, 1):
    sys.exit("this is not a ring of longs for one producer")
# The lock of the consumer's role: struct flock with type, whence, start, length, pid.
fcntl.fcntl(file, F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 8 * HEAD, 1, 0))

longs = memoryview(ring).cast("Q")
first = head = longs[HEAD]   # the consumer before may have taken messages
while (tail := longs[TAIL]) != head | CLOSED:
    if tail == head:
        time.sleep(0.001)   # Python has no futex, so it polls, and wakes nobody
    for n in range(head, tail & ~CLOSED):
        assert longs[SLOTS + n % capacity] == n
    head = longs[HEAD] = tail & ~CLOSED
os.unlink(sys.argv[1])
print("took out", head - first, "messages")
