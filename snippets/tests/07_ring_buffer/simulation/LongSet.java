/** A set of longs other than 0, by open addressing. */
final class LongSet {
    private long[] table = new long[1 << 16];
    private int size;

    int size() {
        return size;
    }

    /** Returns whether the value was not in the set. */
    boolean add(long value) {
        if (2 * size > table.length) {
            long[] old = table;
            table = new long[2 * old.length];
            size = 0;
            for (long each : old) {
                if (each != 0) {
                    add(each);
                }
            }
        }
        int i = (int) value & table.length - 1;
        while (table[i] != 0 && table[i] != value) {
            i = i + 1 & table.length - 1;
        }
        boolean isNew = table[i] == 0;
        table[i] = value;
        size += isNew ? 1 : 0;
        return isNew;
    }
}
