//SOURCES ../../Libc.java TestMessage.java Transport.java

import module java.base;

/**
 * Pipe, Unix domain socket and TCP. The kernel copies the messages and wakes the waiting process.
 * The producer calls write once for each batch. The consumer takes all bytes that have arrived.
 */
final class StreamTransport {
    private StreamTransport() {}

    private static final int READ_BYTES = 1 << 16;

    static Transport.Producer producer(Transport.Task task) throws IOException {
        return task.rival().equals("pipe") ? new PipeProducer(task) : new SocketProducer(task);
    }

    static Transport.Consumer consumer(Transport.Task task) throws IOException {
        return task.rival().equals("pipe") ? new PipeConsumer(task) : new SocketConsumer(task);
    }

    /** What the producers have in common: messages are laid out in memory, then written. */
    private abstract static class StreamProducer implements Transport.Producer {
        final MemorySegment memory;
        private final int batch;

        StreamProducer(Transport.Task task) {
            batch = task.batch();
            memory = Arena.global().allocate((long) batch * TestMessage.BYTES, 64);
        }

        /** Writes from that memory, and returns the number of bytes written. */
        abstract int write(int from, int bytes) throws IOException;

        @Override
        public final void send(long first, int count) throws IOException {
            for (int i = 0; i < count; ) {
                int messages = Math.min(batch, count - i);
                for (int j = 0; j < messages; j++, i++) {
                    TestMessage.write(memory.address() + j * TestMessage.BYTES, first + i);
                }
                int bytes = messages * TestMessage.BYTES;
                for (int done = 0; done < bytes; ) {
                    done += write(done, bytes - done);
                }
            }
        }
    }

    private abstract static class StreamConsumer implements Transport.Consumer {
        final MemorySegment memory = Arena.global().allocate(READ_BYTES, 64);
        private int from;
        private int to;

        /** Reads at least one byte to offset {@code at}, and returns the number of bytes read. */
        abstract int read(int at) throws IOException;

        @Override
        public final int receive(long expected, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                if (to - from < TestMessage.BYTES) {
                    fill();
                }
                if (!TestMessage.is(memory.address() + from, expected + i)) {
                    TestMessage.requireEnd(memory.address() + from, expected + i);
                    return i;
                }
                from += TestMessage.BYTES;
            }
            return count;
        }

        private void fill() throws IOException {
            // The memory may hold a part of a message. Move it to the beginning.
            MemorySegment.copy(memory, from, memory, 0, to - from);
            to -= from;
            from = 0;
            while (to < TestMessage.BYTES) {
                int got = read(to);
                if (got <= 0) {
                    throw new EOFException("the stream ended without an end message");
                }
                to += got;
            }
        }
    }

    // ------------------------------------------------------------------------------------- pipe

    private static final class PipeProducer extends StreamProducer {
        private final int fd;

        PipeProducer(Transport.Task task) {
            super(task);
            fd = Libc.open(task.path().toString(), Libc.O_WRONLY | Libc.O_CLOEXEC);
        }

        @Override
        int write(int from, int bytes) {
            return (int) Libc.write(fd, memory.asSlice(from), bytes);
        }

        @Override
        public void close() {
            Libc.close(fd);
        }
    }

    private static final class PipeConsumer extends StreamConsumer {
        private final Path path;
        private int fd = -1;

        PipeConsumer(Transport.Task task) throws IOException {
            path = task.path();
            if (!Files.exists(path)) {
                new ProcessBuilder("mkfifo", path.toString()).start().onExit().join();
            }
        }

        /** Opens this end. The call waits until the other end is open, too. */
        @Override
        public void accept() {
            fd = Libc.open(path.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC);
        }

        @Override
        int read(int at) {
            return (int) Libc.read(fd, memory.asSlice(at), memory.byteSize() - at);
        }

        @Override
        public void close() {
            Libc.close(fd);
        }
    }

    // ---------------------------------------------------------------------------------- sockets

    private static final class SocketProducer extends StreamProducer {
        private final SocketChannel socket;
        private final ByteBuffer buffer = memory.asByteBuffer();

        SocketProducer(Transport.Task task) throws IOException {
            super(task);
            socket = task.rival().equals("unix")
                ? SocketChannel.open(UnixDomainSocketAddress.of(task.path()))
                : SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                    Integer.parseInt(Files.readString(task.path()))));
            if (task.rival().equals("tcp")) {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
        }

        @Override
        int write(int from, int bytes) throws IOException {
            return socket.write(buffer.limit(from + bytes).position(from));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class SocketConsumer extends StreamConsumer {
        private final ServerSocketChannel server;
        private final ByteBuffer buffer = memory.asByteBuffer();
        private SocketChannel socket;

        SocketConsumer(Transport.Task task) throws IOException {
            if (task.rival().equals("unix")) {
                server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(task.path()));
            } else {
                server = ServerSocketChannel.open()
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Files.writeString(task.path(), "" + server.socket().getLocalPort());
            }
        }

        @Override
        public void accept() throws IOException {
            socket = server.accept();
        }

        @Override
        int read(int at) throws IOException {
            return socket.read(buffer.clear().position(at));
        }

        @Override
        public void close() throws IOException {
            socket.close();
            server.close();
        }
    }
}
