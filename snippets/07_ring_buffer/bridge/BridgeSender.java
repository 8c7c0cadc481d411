//SOURCES ../../Script.java BridgeLink.java BridgeSource.java

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.Header;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.DirectBuffer;

/**
 * The side of a bridge that reads a ring. It sends a batch of messages, and releases them when the
 * receiver has all of them in its ring. If the receiver starts again, it says up to which position
 * it has the messages, and this sender continues there.
 */
final class BridgeSender {
    private static final int BATCH = 256;
    private static final long AGAIN_NANOS = 100_000_000;
    private static final MemorySegment NOTHING = MemorySegment.NULL;

    private final BridgeSource source;
    private final BridgeLink link;
    private final MemorySegment shape;
    /** The messages that are read and not released, by the position after them. */
    private final TreeMap<Long, BridgeSource.Message> batch = new TreeMap<>();

    private long number = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    private boolean isLinked;
    private boolean isEnded;
    private long stored;
    private long sent;
    private long askedNanos = System.nanoTime() - AGAIN_NANOS;

    BridgeSender(BridgeSource source, BridgeLink link) {
        this.source = source;
        this.link = link;
        shape = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, source.ring.kind,
            source.ring.capacity, source.ring.slotBytes);
    }

    /** Sends all messages until the ring is closed and empty. */
    void run() {
        while (!source.finished()) {
            readBatch();
            if (batch.isEmpty()) {
                source.await(50);
            }
            while (!batch.isEmpty() && (!isLinked || stored < batch.lastKey())) {
                Map.Entry<Long, BridgeSource.Message> next = batch.higherEntry(sent);
                if (!isLinked || next == null || !send(next.getValue())) {
                    poll();
                }
            }
            source.release();
            batch.clear();
            poll();
        }
        while (!isEnded) {
            poll();
            if (isLinked && isTime()) {
                link.send(BridgeLink.END, number, 0, 0, NOTHING);
            }
        }
    }

    private void readBatch() {
        while (batch.size() < BATCH) {
            BridgeSource.Message message = source.next();
            if (message == null) {
                return;
            }
            batch.put(message.end(), message);
        }
    }

    private boolean send(BridgeSource.Message message) {
        boolean isSent = link.send(BridgeLink.MESSAGE, number, sent, message.end(),
            source.ring.memory.asSlice(message.offset(), message.length()));
        sent = isSent ? message.end() : sent;
        return isSent;
    }

    private void poll() {
        link.poll(this::onFrame);
        if (!isLinked && isTime()) {
            link.send(BridgeLink.HELLO, number, source.id, source.head(), shape);
        }
    }

    private boolean isTime() {
        long now = System.nanoTime();
        boolean isTime = now - askedNanos >= AGAIN_NANOS;
        askedNanos = isTime ? now : askedNanos;
        return isTime;
    }

    private Action onFrame(DirectBuffer buffer, int offset, int length, Header header) {
        if (length < BridgeLink.BODY || buffer.getLong(offset) != BridgeLink.ACK) {
            return Action.CONTINUE;
        }
        if (buffer.getLong(offset + BridgeLink.LINK) == number) {
            link.heard();
            stored = buffer.getLong(offset + BridgeLink.FIRST);
            isEnded = buffer.getLong(offset + BridgeLink.SECOND) == 1;
            if (!isLinked) {
                isLinked = true;
                sent = stored;
                Script.explain("the other side has all messages before position %d", stored);
            }
        } else if (isLinked) {
            // Another receiver runs there now, or it has lost a part of the stream.
            isLinked = false;
            number++;
        }
        return Action.CONTINUE;
    }
}
