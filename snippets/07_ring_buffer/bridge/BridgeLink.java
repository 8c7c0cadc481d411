//DEPS io.aeron:aeron-driver:1.51.0
//DEPS org.agrona:agrona:2.6.0
//RUNTIME_OPTIONS --add-opens=java.base/jdk.internal.misc=ALL-UNNAMED
//SOURCES ../../Script.java ../../support/AtExit.java ../../support/TemporaryFolder.java

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.RegistrationException;
import io.aeron.logbuffer.ControlledFragmentHandler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two streams of Aeron between two hosts, over UDP: one from the ring to the other host, and one
 * for the acknowledgements. Aeron's media driver runs in this process, with its files in a
 * temporary folder. Aeron sends a packet again that the network has lost, and never sends more than
 * the other side can take. But a stream is lost with the process at either end.
 *
 * <p>The receiver has the port of the stream and, for the acknowledgements, the port after it. So
 * only these two must be open in a firewall. A frame of either stream begins with four longs:
 *
 * <pre>
 *    0 type    8 number of the link    16, 24 two values
 * HELLO   the sender's   the ID of its ring, its head; then kind, slots and bytes of a slot (longs)
 * MESSAGE                the positions of its ring before and after the message; then the message
 * END                    0, 0
 * ACK     the last HELLO the position up to which the receiver has all messages, 1 after END
 * </pre>
 */
final class BridgeLink implements AutoCloseable {
    static final long HELLO = 1, MESSAGE = 2, END = 3, ACK = 4;
    static final int LINK = 8, FIRST = 16, SECOND = 24, BODY = 32;

    private static final int THERE = 1, BACK = 2;
    private static final int MOST_FRAGMENTS = 64;
    private static final long CLOSE_SECONDS = 20;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final AutoCloseable stop = this::stop;
    private final IdleStrategy idle = new BackoffIdleStrategy();
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[BODY]);
    private final UnsafeBuffer body = new UnsafeBuffer(0, 0);
    private final long deadlineNanos;
    private final String silence;
    private final TemporaryFolder folder;
    private MediaDriver driver;
    private Aeron aeron;
    private ExclusivePublication out;
    private Subscription in;
    private long heardNanos = System.nanoTime();
    private volatile Throwable failure;
    private volatile boolean isStopping;

    private BridgeLink(int deadlineSeconds, String silence) throws IOException {
        deadlineNanos = TimeUnit.SECONDS.toNanos(deadlineSeconds);
        this.silence = silence + " for " + deadlineSeconds + " s";
        folder = TemporaryFolder.create("bridge");
        AtExit.open(() -> {
            AtExit.close(stop);
            return stop;
        });
    }

    /** The side that sends messages of up to {@code longestBytes}. */
    static BridgeLink to(InetSocketAddress there, int longestBytes, int deadlineSeconds)
            throws IOException {
        // A message of Aeron takes at most an eighth of a term.
        int term = Math.max(1 << 20, Integer.highestOneBit(8 * (longestBytes + BODY)) * 2);
        return new BridgeLink(deadlineSeconds, "no answer from " + text(there, 0)).open(
            "aeron:udp?term-length=" + term + "|endpoint=" + text(there, 0), THERE,
            "aeron:udp?endpoint=0.0.0.0:0|control-mode=dynamic|control=" + text(there, 1), BACK);
    }

    /** The side that receives messages. */
    static BridgeLink from(InetSocketAddress here, int deadlineSeconds) throws IOException {
        return new BridgeLink(deadlineSeconds, "nothing came to " + text(here, 0)).open(
            "aeron:udp?term-length=64k|control-mode=dynamic|control=" + text(here, 1), BACK,
            "aeron:udp?endpoint=" + text(here, 0), THERE);
    }

    private static String text(InetSocketAddress address, int next) {
        return address.getAddress().getHostAddress() + ":" + (address.getPort() + next);
    }

    private BridgeLink open(String outChannel, int outStream, String inChannel, int inStream) {
        try {
            String files = folder.path.resolve("aeron").toString();
            // Aeron gives up if this process is stopped for 10 s, for example by SIGSTOP.
            long pauseNanos = Math.max(TimeUnit.SECONDS.toNanos(10), deadlineNanos);
            driver = MediaDriver.launch(new MediaDriver.Context().aeronDirectoryName(files)
                .clientLivenessTimeoutNs(pauseNanos).publicationUnblockTimeoutNs(2 * pauseNanos)
                .threadingMode(ThreadingMode.SHARED).dirDeleteOnShutdown(true)
                .errorHandler(thrown -> Script.explain("Aeron: %s", thrown.getMessage())));
            aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(files)
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(pauseNanos))
                .errorHandler(thrown -> failure = thrown));
            in = aeron.addSubscription(inChannel, inStream);
            out = aeron.addExclusivePublication(outChannel, outStream);
            return this;
        } catch (RegistrationException e) {
            close();
            // Such as: ERROR - channel error - Address already in use (at ...): aeron:udp?...
            throw Script.refusal(e.getMessage().replaceFirst(
                "^.*channel error - (.*?) \\(at .*(endpoint|control)=([^|,]*).*$", "$3: $1"));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Sends a frame. Returns false if the other side cannot take it now. */
    boolean send(long type, long link, long first, long second, MemorySegment content) {
        frame.putLong(0, type);
        frame.putLong(LINK, link);
        frame.putLong(FIRST, first);
        frame.putLong(SECOND, second);
        body.wrap(content.address(), (int) content.byteSize());
        return out.offer(frame, 0, BODY, body, 0, body.capacity()) > 0;
    }

    /**
     * Gives the frames that have come to {@code handler}. Waits a little if there are none.
     *
     * @throws IllegalStateException if the other side is silent, or if this process is ending
     */
    void poll(ControlledFragmentHandler handler) {
        idle.idle(in.controlledPoll(handler, MOST_FRAGMENTS));
        // Aeron catches the exceptions of the handler, too.
        switch (failure) {
            case null -> { }
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e.getMessage(), e);
        }
        if (isStopping || System.nanoTime() - heardNanos > deadlineNanos) {
            throw Script.refusal(silence);
        }
    }

    /** Remembers that the other side lives now. */
    void heard() {
        heardNanos = System.nanoTime();
    }

    boolean isConnected() {
        return in.isConnected();
    }

    /** Stops the main thread at its next poll, because Aeron's memory must not vanish below it. */
    private void stop() throws InterruptedException {
        isStopping = true;
        closed.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        try (var _ = folder; var _ = driver; var _ = aeron) {
            // Close the last one first, and all of them even if one fails.
        } finally {
            AtExit.forget(stop);
            closed.countDown();
        }
    }
}
