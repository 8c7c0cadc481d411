import module java.base;

class ReceiveDescriptor {
    static int receive(int socket) throws EOFException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(2);   // a second byte shows that it is too long
            var got = Libc.recvmsg(socket, data, 1, Libc.MSG_CMSG_CLOEXEC);
            if (got.length() == 0 && got.fds().isEmpty()) {
                throw new EOFException("the sender has closed the socket");
            }
            if (got.length() != 1 || got.fds().size() != 1
                    || (got.flags() & Libc.MSG_CTRUNC) != 0) {
                got.fds().forEach(Libc::close);
                throw new IllegalArgumentException("not one byte with one descriptor: " + got);
            }
            return got.fds().getFirst();
        }
    }
}
