//SOURCES ../../../07_ring_buffer/ring/RingLayout.java SimulatedProcess.java Simulation.java
//SOURCES StateSet.java

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the producers have claimed and committed, and what came. Each committed message must come
 * once, whole and in order, and nobody may wait for ever.
 */
public final class Deliveries {
    private final boolean isMany;
    private final int lanes, batch;
    private int open;
    private final List<SimulatedProcess> processes;
    /** What each process has claimed last, and the slots that this takes. */
    private final Map<SimulatedProcess, long[]> pending = new HashMap<>();
    /** The messages of each process whose commits are not visible yet. */
    private final Map<SimulatedProcess, Deque<Long>> commits = new HashMap<>();
    private final List<SimulatedProcess> refused = new ArrayList<>();
    private final List<Long> claims = new ArrayList<>(), committed = new ArrayList<>();
    /** What the consumer has read, and its successor. */
    public final List<Long> first = new ArrayList<>(), second = new ArrayList<>();
    private String wrong;

    /**
     * @param lanes 0 for a ring with many producers
     * @param batch how many messages the consumer reads at most before it releases them
     */
    public Deliveries(int lanes, int batch, List<SimulatedProcess> processes) {
        this.batch = batch;
        isMany = lanes == 0;
        this.lanes = Math.max(1, lanes);
        open = this.lanes;
        this.processes = processes;
    }

    // ---------------------------------------------------------------- what the processes will do

    public void claims(long message, int slots) {
        pending.put(Simulation.me(), new long[] {message, slots});
    }

    public void commits(long message) {
        commits.computeIfAbsent(Simulation.me(), p -> new ArrayDeque<>()).add(message);
    }

    public void refused(IllegalStateException refusal) {
        // While some lanes are closed and the others have a producer, it says "already".
        if (open == lanes || !refusal.getMessage().matches("the ring .* (closed|already)")) {
            throw refusal;
        }
        refused.add(Simulation.me());
    }

    // ---------------------------------------------------------------------- what became visible

    public void tailMoved(SimulatedProcess by, long old, long now) {
        if (old < 0) {
            wrong = by.name() + " changed the tail of a closed ring";
        } else if (!isMany && RingLayout.position(now) != old) {
            claims.add(commits.get(by).element());
            committed(by);
        } else if (isMany && now - old == pending.get(by)[1]) {
            claims.add(pending.get(by)[0]);
        }
        open -= now < 0 ? 1 : 0;
    }

    public void committed(SimulatedProcess by) {
        committed.add(commits.get(by).remove());
    }

    // ------------------------------------------------------------------------------ the verdict

    public long state() {
        long state = wrong == null ? 0 : 1;
        for (List<Long> messages : isMany ? List.of(claims, first, second)
                : List.of(first, second)) {
            for (long message : messages) {
                state = StateSet.mix(state * 31 + message);
            }
            state = StateSet.mix(state * 31);
        }
        for (long message : committed) {
            state += StateSet.mix(message);   // the order of commits does not matter
        }
        return state;
    }

    public String verdict() {
        boolean consumerLives = false, consumerEnded = false;
        for (SimulatedProcess p : processes) {
            boolean isConsumer = "CD".contains(p.name());
            consumerLives |= isConsumer && p.lives();
            consumerEnded |= isConsumer && p.ended();
        }
        for (SimulatedProcess p : processes) {
            boolean isProducer = "PQ".contains(p.name().substring(0, 1));
            if (p.lives() && !refused.contains(p) && (isProducer
                    ? consumerLives || consumerEnded : open == 0)) {
                return p.name() + " waits for ever; claimed were " + claims + ", came " + first
                    + second;
            }
        }
        return consumerEnded && open > 0 ? "the consumer ended before the ring was closed"
            : wrong != null ? wrong : wrongMessages(consumerLives || consumerEnded);
    }

    private String wrongMessages(boolean complete) {
        List<Long> wanted = claims.stream().filter(committed::contains).toList();
        // Of the last messages of a dead consumer, those come again that it has not released. With
        // lanes, it releases one lane after the other. Bit i is the message i from the end.
        for (int again = 0; again < 1 << Math.min(batch, first.size()); again++) {
            List<Long> came = new ArrayList<>(first);
            for (int i = 0; i < batch; i++) {
                if ((again >> i & 1) == 1) {
                    came.remove(first.get(first.size() - 1 - i));
                }
            }
            came.addAll(second);
            if (isRight(came, wanted, complete) && (again == 0 || !second.isEmpty())) {
                return null;
            }
        }
        return "committed were " + wanted + ", came " + first + second;
    }

    /** Without a consumer, the last messages are still in the ring. */
    private boolean isRight(List<Long> came, List<Long> wanted, boolean complete) {
        // In a ring with lanes, only the messages of one producer have an order.
        return isMany ? isRightOrder(came, wanted, complete)
            : wanted.stream().map(m -> m / 100).distinct().allMatch(producer -> isRightOrder(
                came.stream().filter(m -> m / 100 == producer).toList(),
                wanted.stream().filter(m -> m / 100 == producer).toList(), complete))
            && wanted.containsAll(came);
    }

    private static boolean isRightOrder(List<Long> came, List<Long> wanted, boolean complete) {
        return complete ? came.equals(wanted)
            : came.size() <= wanted.size() && came.equals(wanted.subList(0, came.size()));
    }
}
