//SOURCES ../../Script.java ../ring/Ring.java ../ring/RingLayout.java BridgeLink.java
//SOURCES BridgeTarget.java

import io.aeron.ControlledFragmentAssembler;
import io.aeron.Image;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.Header;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The side of a bridge that fills a ring. It acknowledges a message when the message is in the
 * ring. While the ring is full, it leaves the next message in Aeron's buffer, and so the sender
 * stops.
 */
final class BridgeReceiver implements AutoCloseable {
    private static final long ACK_NANOS = 100_000_000, LINGER_NANOS = 1_000_000_000;
    private static final int SHAPE_BYTES = 24;

    private final String path;
    private final UnsafeBuffer slot = new UnsafeBuffer(0, 0);
    private BridgeTarget target;

    private long number;
    private Image stream;
    private long id;
    private long stored;
    private long acknowledged;
    private boolean isEnded;
    private long ackNanos;
    private long frameNanos;

    /** Opens the ring if the file exists. */
    BridgeReceiver(String path) {
        this.path = path;
        target = Files.exists(Path.of(path)) ? new BridgeTarget(Ring.open(path)) : null;
    }

    /** Puts all messages into the ring until the sender says that none follows. */
    void run(BridgeLink link) {
        var handler = new ControlledFragmentAssembler(this::onFrame);
        // The last acknowledgement may be lost. Then the sender says it again.
        while (!isEnded || System.nanoTime() - frameNanos < LINGER_NANOS) {
            link.poll(handler);
            if (isEnded || link.isConnected()) {
                link.heard();
            }
            if (number != 0 && !isEnded && stream.isClosed()) {
                // Aeron gives a stream up after 10 s of silence. Messages on the way are lost, and
                // the sender waits for them. A new link repeats them.
                number = 0;
                Script.explain("the stream of the sender is lost");
            }
            long now = System.nanoTime();
            if ((stored != acknowledged || now - ackNanos >= ACK_NANOS) && link.send(BridgeLink.ACK,
                    number, stored, isEnded ? 1 : 0, MemorySegment.NULL)) {
                acknowledged = stored;
                ackNanos = now;
            }
        }
    }

    private Action onFrame(DirectBuffer buffer, int offset, int length, Header header) {
        long type = length < BridgeLink.BODY ? 0 : buffer.getLong(offset);
        long first = type == 0 ? 0 : buffer.getLong(offset + BridgeLink.FIRST);
        frameNanos = System.nanoTime();
        if (type == BridgeLink.HELLO && length == BridgeLink.BODY + SHAPE_BYTES) {
            hello(buffer, offset, (Image) header.context());
        } else if (type == 0 || number == 0
                || buffer.getLong(offset + BridgeLink.LINK) != number) {
            return Action.CONTINUE;   // it is of no link, or of one that is over
        } else if (type == BridgeLink.END) {
            target.finish();
            isEnded = true;
        } else if (type == BridgeLink.MESSAGE && first != stored) {
            number = 0;   // something is missing, so the sender must begin a new link
        } else if (type == BridgeLink.MESSAGE) {
            return put(buffer, offset, length - BridgeLink.BODY);
        }
        return Action.CONTINUE;
    }

    /** A link begins: the receiver says what it has, by its next acknowledgement. */
    private void hello(DirectBuffer buffer, int offset, Image from) {
        long senderId = buffer.getLong(offset + BridgeLink.FIRST);
        if (senderId != id && stream != null && (isEnded || !stream.isClosed())) {
            return;   // there is another sender, and it lives, or all its messages are here
        }
        int body = offset + BridgeLink.BODY;
        openOrCreate((int) buffer.getLong(body), (int) buffer.getLong(body + 8),
            (int) buffer.getLong(body + 16));
        stream = from;
        id = senderId;
        stored = Math.max(buffer.getLong(offset + BridgeLink.SECOND), target.stored(id));
        acknowledged = -1;
        if (number != buffer.getLong(offset + BridgeLink.LINK)) {
            Script.explain("a sender is there; this ring has its messages before position %d",
                stored);
        }
        number = buffer.getLong(offset + BridgeLink.LINK);
    }

    private void openOrCreate(int kind, int slots, int slotBytes) {
        if (target == null) {
            target = new BridgeTarget(kind == RingLayout.ONE_TO_ONE
                ? Ring.createOneToOne(path, slots, slotBytes)
                : Ring.createManyToOne(path, slots));
        }
        Ring ring = target.ring;
        if (ring.kind != kind || ring.slotBytes != slotBytes || ring.capacity < slots) {
            throw Script.refusal(path + " must be as the ring of the sender: of kind " + kind
                + ", with " + slots + " slots of " + slotBytes + " bytes");
        }
    }

    private Action put(DirectBuffer buffer, int offset, int length) {
        MemorySegment claimed = target.tryClaim(length);
        if (claimed == null) {
            return Action.ABORT;
        }
        slot.wrap(claimed.address(), length);
        slot.putBytes(0, buffer, offset + BridgeLink.BODY, length);
        stored = buffer.getLong(offset + BridgeLink.SECOND);
        target.commit(id, stored);
        return Action.CONTINUE;
    }

    @Override
    public void close() {
        if (target != null) {
            target.close();
        }
    }
}
