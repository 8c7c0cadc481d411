//SOURCES ../../Libc.java ../../Proc.java

import module java.base;

/**
 * Watches whether a mapping ever reaches past the end of its file, where an access would be a
 * SIGBUS. Truncating a large file takes some milliseconds, because Linux sets the new length first
 * and then frees all pages. So the watching thread has time to look at both.
 */
final class PastTheEnd implements AutoCloseable {
    private final int fd;
    private final MemorySegment lastPage;
    private final long length;
    private final Thread thread;
    private final CountDownLatch looking = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile String seen = "no moment";

    /** @param mapping the whole file of {@code fd}; it may be unmapped meanwhile */
    PastTheEnd(int fd, MemorySegment mapping) throws InterruptedException {
        this.fd = fd;
        length = mapping.byteSize();
        lastPage = mapping.asSlice(length - Libc.pageSize());
        thread = Thread.ofPlatform().daemon().start(this::watch);
        looking.await();
    }

    private void watch() {
        try {
            String path = Proc.region(lastPage).path();
            while (!closed) {
                long size = Libc.fstat(fd).sizeBytes();
                looking.countDown();
                // The file does not grow again. So it is enough that it was shorter before.
                if (size < length && isMapped() && Proc.maps().stream().anyMatch(region ->
                        region.contains(lastPage.address()) && region.path().equals(path))) {
                    seen = "a moment when the file had " + size + " bytes and the old mapping "
                        + length;
                    return;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A quick look, because reading /proc/self/maps takes longer. */
    private boolean isMapped() {
        try (var arena = Arena.ofConfined()) {
            Libc.mincore(lastPage, 1, arena.allocate(1));
            return true;
        } catch (Libc.ErrnoException unmapped) {
            return false;
        }
    }

    /** Ends the thread. Returns "no moment", or the lengths of the file and of the mapping. */
    String seen() throws InterruptedException {
        close();
        return seen;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
