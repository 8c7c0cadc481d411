//SOURCES OneToOneConsumer.java Ring.java RingLayout.java

/**
 * The only consumer of a ring with several lanes. Each producer has a lane of its own, so producers
 * never meet: they need no compare-and-set, and a dead one leaves no hole. The price is the order.
 * Messages of one producer come in order, but nothing is known about messages of two producers.
 */
final class LanesConsumer {
    private final OneToOneConsumer[] lanes;
    private int current;
    /** The lane with this number. */
    private OneToOneConsumer lane;
    private int laneOfMessage;
    private boolean holdsMessagesOfOtherLanes;

    /** Continues where the previous consumer stopped. Throws while there is another one. */
    LanesConsumer(Ring ring) {
        ring.ofKind(RingLayout.ONE_TO_ONE).takeConsumer();
        lanes = new OneToOneConsumer[ring.producers];
        for (int number = 0; number < lanes.length; number++) {
            lanes[number] = new OneToOneConsumer(ring, number);
        }
        lane = lanes[current];
    }

    /** Returns the offset of the next message in the ring's memory, or RING_EMPTY. */
    long next() {
        if (isEmpty()) {
            return Ring.RING_EMPTY;
        }
        laneOfMessage = current;
        return lane.next();
    }

    /**
     * Whether no message is ready. It stays in a lane until it has taken all messages that it saw
     * there, and then looks into the others first. So no producer can keep the others waiting.
     */
    boolean isEmpty() {
        if (!lane.isAtKnownTail()) {
            return false;
        }
        int number = current;
        for (int left = lanes.length; left > 0; left--) {
            number = number + 1 == lanes.length ? 0 : number + 1;
            if (!lanes[number].isEmpty()) {
                holdsMessagesOfOtherLanes |= number != current && lane.holdsMessages();
                current = number;
                lane = lanes[number];
                return false;
            }
        }
        return true;
    }

    /** The lane of the message that was read last: the number of its producer. */
    int lane() {
        return laneOfMessage;
    }

    /** Returns the slots of all messages read so far to the producers. */
    void release() {
        lane.release();
        if (holdsMessagesOfOtherLanes) {
            for (OneToOneConsumer other : lanes) {
                other.release();
            }
            holdsMessagesOfOtherLanes = false;
        }
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
