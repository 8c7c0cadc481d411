/** The states that a search has met, each with the fewest preemptions. Uses open addressing. */
final class StateSet {
    private long[] table = new long[1 << 16];
    private byte[] fewest = new byte[1 << 16];
    private int size;

    int size() {
        return size;
    }

    /**
     * Returns whether the state is new, or was met only with more preemptions. With fewer, a run
     * can do all that it can do with more, so a state that is not new needs no second look.
     */
    boolean add(long state, int preemptions) {
        long value = state == 0 ? 1 : state;
        if (2 * size > table.length) {
            grow();
        }
        int i = (int) value & table.length - 1;
        while (table[i] != 0 && table[i] != value) {
            i = i + 1 & table.length - 1;
        }
        boolean isNew = table[i] == 0 || preemptions < fewest[i];
        size += table[i] == 0 ? 1 : 0;
        table[i] = value;
        fewest[i] = isNew ? (byte) preemptions : fewest[i];
        return isNew;
    }

    private void grow() {
        long[] states = table;
        byte[] preemptions = fewest;
        table = new long[2 * states.length];
        fewest = new byte[2 * states.length];
        size = 0;
        for (int i = 0; i < states.length; i++) {
            if (states[i] != 0) {
                add(states[i], preemptions[i]);
            }
        }
    }

    /** Mixes the bits of a number, so that sums of numbers rarely are equal. */
    static long mix(long h) {
        h = (h ^ h >>> 32) * 0xd6e8feb86659fd93L;
        return (h ^ h >>> 32) * 0xd6e8feb86659fd93L ^ h >>> 29;
    }
}
