//SOURCES ../../Libc.java

import module java.base;

/** A thread that truncates a file to 0 bytes and extends it, again and again. */
final class TruncatingThread implements AutoCloseable {
    private static final int CUTS = 4000;
    private static final long LONGEST_MS = 1000;

    private final AtomicInteger left = new AtomicInteger(CUTS);
    private final Thread thread;

    /** @param length how many zero bytes the file has each time that it is extended */
    TruncatingThread(Path file, long length) {
        thread = Thread.ofPlatform().daemon().start(() -> run(file, length));
    }

    private void run(Path file, long length) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        long end = System.nanoTime() + LONGEST_MS * 1_000_000;
        for (int round = 0; left.getAndDecrement() > 0 && System.nanoTime() < end; round++) {
            Libc.ftruncate(fd, 0);
            pause(round);
            Libc.ftruncate(fd, length);
            pause(round);
        }
        Libc.close(fd);
        left.set(0);
    }

    /** Sleeps now and then, so that waking up interrupts the reader, even on one processor. */
    private static void pause(int round) {
        if (round % 4 == 0) {
            LockSupport.parkNanos(1);
        } else {
            for (long end = System.nanoTime() + 4000; System.nanoTime() < end;) {
                Thread.onSpinWait();
            }
        }
    }

    boolean isRunning() {
        return left.get() > 0;
    }

    @Override
    public void close() throws InterruptedException {
        left.set(0);
        thread.join();
    }
}
