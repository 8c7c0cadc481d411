//SOURCES OneToOneConsumer.java Ring.java RingLayout.java

/**
 * The only consumer of a ring with several lanes. Each producer has a lane of its own, so producers
 * never meet: they need no compare-and-set, and a dead one leaves no hole. The price is the order.
 * Messages of one producer come in order, but nothing is known about messages of two producers.
 */
final class LanesConsumer {
    private final OneToOneConsumer[] lanes;
    private int current;
    private boolean holdsMessages;
    private boolean holdsMessagesOfOtherLanes;

    /** Continues where the previous consumer stopped. Throws while there is another one. */
    LanesConsumer(Ring ring) {
        ring.ofKind(RingLayout.ONE_TO_ONE).takeConsumer();
        lanes = new OneToOneConsumer[ring.producers];
        for (int lane = 0; lane < lanes.length; lane++) {
            lanes[lane] = new OneToOneConsumer(ring, lane);
        }
    }

    /** Returns the offset of the next message in the ring's memory, or RING_EMPTY. */
    long next() {
        if (isEmpty()) {
            return Ring.RING_EMPTY;
        }
        holdsMessages = true;
        return lanes[current].next();
    }

    /**
     * Whether no message is ready. It stays in a lane until it has taken all messages that it saw
     * there, and then looks into the others first. So no producer can keep the others waiting.
     */
    boolean isEmpty() {
        if (!lanes[current].isAtKnownTail()) {
            return false;
        }
        for (int lane = current, left = lanes.length; left > 0; left--) {
            lane = lane + 1 == lanes.length ? 0 : lane + 1;
            if (!lanes[lane].isEmpty()) {
                holdsMessagesOfOtherLanes |= holdsMessages && lane != current;
                current = lane;
                return false;
            }
        }
        return true;
    }

    /** The lane of the message that was read last: the number of its producer. */
    int lane() {
        return current;
    }

    /** Returns the slots of all messages read so far to the producers. */
    void release() {
        if (holdsMessagesOfOtherLanes) {
            for (OneToOneConsumer lane : lanes) {
                lane.release();
            }
        } else {
            lanes[current].release();
        }
        holdsMessages = false;
        holdsMessagesOfOtherLanes = false;
    }

    /** Whether no message will ever follow, because all lanes are closed and empty. */
    boolean finished() {
        for (OneToOneConsumer lane : lanes) {
            if (!lane.finished()) {
                return false;
            }
        }
        return true;
    }
}
