//DEPS io.aeron:aeron-driver:1.51.0
//DEPS org.agrona:agrona:2.6.0
//SOURCES AgronaMessage.java TestMessage.java Transport.java

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.concurrent.SleepingIdleStrategy;

/**
 * Aeron over IPC: an exclusive publication, written in place by tryClaim. The media driver is a
 * third process, which may run on any processor. It sleeps between its turns so that it does not
 * occupy a core.
 */
final class AeronTransport {
    private AeronTransport() {}

    // The driver lets the publication run ahead by half a term.
    private static final int SAME_TERM_BYTES = 2 * Transport.RING_CAPACITY * TestMessage.BYTES;
    // The driver sleeps, so the publication needs room for longer than that. Otherwise it waits for
    // the driver. Three terms should fit into the cache.
    private static final int TERM_BYTES = 4 << 20;
    private static final long DRIVER_SLEEPS_NANOS = 50_000;
    private static final long CLIENT_SLEEPS_NANOS = 1_000_000;
    private static final int STREAM = 1;

    /** Runs the media driver until the bench ends this process. */
    static String drive(Transport.Task task) throws InterruptedException {
        try (var driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(task.path().toString())
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingIdleStrategy(DRIVER_SLEEPS_NANOS))
                .errorHandler(thrown -> {
                    // It reports clients that have gone. Lost messages are noticed anyway.
                }))) {
            Thread.currentThread().join();
            return driver.aeronDirectoryName();
        }
    }

    /** The key "aeron-same" means that there is room for as many bytes as in the rings. */
    private static String channel(Transport.Task task) {
        return "aeron:ipc?term-length="
            + (task.rival().equals("aeron-same") ? SAME_TERM_BYTES : TERM_BYTES);
    }

    private static Aeron client(Transport.Task task) {
        return Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(task.path().toString())
            .errorHandler(thrown -> {
                // At the end, the client reports that the driver has gone with the consumer.
            })
            .idleStrategy(new SleepingIdleStrategy(CLIENT_SLEEPS_NANOS)));
    }

    static final class AeronProducer implements Transport.Producer {
        private final Aeron aeron;
        private final ExclusivePublication publication;
        private final BufferClaim claim = new BufferClaim();

        AeronProducer(Transport.Task task) throws InterruptedException {
            aeron = client(task);
            publication = aeron.addExclusivePublication(channel(task), STREAM);
            while (!publication.isConnected()) {
                Thread.sleep(1);
            }
        }

        @Override
        public void send(long first, int count) {
            for (int i = 0; i < count; i++) {
                while (publication.tryClaim(TestMessage.BYTES, claim) <= 0) {
                    Transport.pause();
                }
                AgronaMessage.write(claim.buffer(), claim.offset(), first + i);
                claim.commit();
            }
        }

        /** Waits until the consumer has everything, because closing ends the stream. */
        @Override
        public void close() throws InterruptedException {
            while (publication.isConnected()) {
                Thread.sleep(1);
            }
            aeron.close();
        }
    }

    static final class AeronConsumer implements Transport.Consumer {
        private final Aeron aeron;
        private final Subscription subscription;
        private final AgronaMessage.Checker checker = new AgronaMessage.Checker(1);
        private final FragmentHandler handler =
            (buffer, offset, length, header) -> checker.check(buffer, offset);

        AeronConsumer(Transport.Task task) {
            aeron = client(task);
            subscription = aeron.addSubscription(channel(task), STREAM);
        }

        @Override
        public int receive(long expected, int count) {
            checker.received = 0;
            while (checker.received < count && !checker.areEnded()) {
                if (subscription.poll(handler, count - checker.received) == 0) {
                    Transport.pause();
                }
            }
            return checker.received;
        }

        @Override
        public void close() {
            aeron.close();
        }
    }
}
