//SOURCES Cut.java Disk.java SimulatedDisk.java

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * The files that one power cut may leave. A change is a piece of a file that differs between page
 * cache and disk, or the size of a file, or a name. Each subset of the changes may have reached the
 * disk. The pieces are first pages, then sectors of 512 bytes, because a disk writes a sector as a
 * whole and a page sector by sector. In mapped files they are then words of 8 bytes: Linux may
 * write a page to the disk at any time, also between two stores of your program.
 *
 * <p>Of up to {@code subsetBits} changes in pages or sectors, all subsets are tried. Of words, and
 * in the run after a restart, all subsets of up to ten changes are tried. Of more changes it tries
 * a sample. It has no change, and at 64 positions at most one change alone, all up to it, all from
 * it on, and all but it. It also has all pairs of up to 32 changes, and 200 random subsets by the
 * seed. After a restart there are no words, no pairs, and 20 random subsets.
 */
final class PowerCutImages {
    private static final int FEW_BITS = 10;
    private static final int SAMPLES = 200;
    private static final int FEW_SAMPLES = 20;
    private static final int MOST_PAIRS = 32;
    private static final int MOST_POSITIONS = 64;

    private enum Pieces {
        PAGES(Disk.PAGE_BYTES, "pages"), SECTORS(Disk.SECTOR_BYTES, "sectors of 512 bytes"),
        WORDS(Long.BYTES, "words of 8 bytes");

        private final int bytes;
        private final String label;

        Pieces(int bytes, String label) {
            this.bytes = bytes;
            this.label = label;
        }
    }

    /**
     * Which subsets were tried.
     *
     * @param pieces what the changes are: pages, sectors or words
     * @param most how many changes there were
     * @param exhaustive all subsets of up to so many changes were tried, and a sample of the
     *     subsets of more
     */
    record Tried(String pieces, int most, int exhaustive) {}

    /** A part of a file, from byte {@code from} to {@code to}. */
    private record Piece(int file, int from, int to) {}

    /** A subset of the changes, with one size of pieces. */
    final class Choice {
        private final int pieceBytes;
        private final List<Object> all;
        private final BitSet chosen;

        private Choice(int pieceBytes, List<Object> all, BitSet chosen) {
            this.pieceBytes = pieceBytes;
            this.all = all;
            this.chosen = chosen;
        }

        List<String> changes() {
            return all.stream().map(PowerCutImages.this::words).toList();
        }

        List<String> reached() {
            return chosen.stream().mapToObj(all::get).map(PowerCutImages.this::words).toList();
        }

        /** Builds the files with this subset. */
        Map<String, byte[]> files() {
            return build(all, chosen);
        }

        /** Returns the sectors of all pages that have a change. */
        List<Cut.Page> pages() {
            return pagesOf(all, chosen);
        }
    }

    private final SimulatedDisk.Snapshot snapshot;
    private final SplittableRandom random;
    private final int subsetBits;
    private final List<Tried> tried = new ArrayList<>();

    PowerCutImages(SimulatedDisk.Snapshot snapshot, long seed, int subsetBits) {
        this.snapshot = snapshot;
        this.random = new SplittableRandom(seed);
        this.subsetBits = subsetBits;
    }

    /** Returns the files if none of the changes has reached the disk. */
    static Map<String, byte[]> nothingReached(SimulatedDisk.Snapshot snapshot) {
        var none = new PowerCutImages(snapshot, 0, 0);
        return none.build(List.of(), new BitSet());
    }

    /**
     * Returns the first choice that the condition accepts: few changes first.
     *
     * @param thorough whether to try words, too, and many subsets
     */
    Optional<Choice> first(Predicate<Choice> condition, boolean thorough) {
        var seen = new HashSet<List<Object>>();
        for (Pieces pieces : Pieces.values()) {
            boolean isWords = pieces == Pieces.WORDS;
            List<Object> all = changes(pieces.bytes);
            if (isWords && !thorough || !seen.add(all)) {
                continue;
            }
            int bits = isWords || !thorough ? Math.min(subsetBits, FEW_BITS) : subsetBits;
            tried.add(new Tried(pieces.label, all.size(), bits));
            for (BitSet chosen : subsets(all.size(), bits, thorough)) {
                var choice = new Choice(pieces.bytes, all, chosen);
                if (condition.test(choice)) {
                    return Optional.of(choice);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns which subsets {@link #first} has tried. */
    List<Tried> tried() {
        return tried;
    }

    /** Takes changes out of a choice as long as the condition still accepts it. */
    Choice shrink(Choice choice, Predicate<Choice> condition) {
        for (int i = choice.chosen.nextSetBit(0); i >= 0; i = choice.chosen.nextSetBit(i + 1)) {
            var fewer = (BitSet) choice.chosen.clone();
            fewer.clear(i);
            var smaller = new Choice(choice.pieceBytes, choice.all, fewer);
            if (condition.test(smaller)) {
                return shrink(smaller, condition);
            }
        }
        return choice;
    }

    private List<Object> changes(int pieceBytes) {
        var all = new ArrayList<Object>();
        for (int i = 0; i < snapshot.files().size(); i++) {
            SimulatedDisk.FileState file = snapshot.files().get(i);
            int step = file.isMapped() ? pieceBytes : Math.max(pieceBytes, Disk.SECTOR_BYTES);
            for (int from = 0; from < file.inCache().length; from += step) {
                if (isChanged(file, from, from + step)) {
                    all.add(trimmed(new Piece(i, from, from + step)));
                }
            }
            if (file.sizeOnDisk() != file.sizeInCache()) {
                all.add(i);
            }
        }
        all.addAll(snapshot.changes());
        return all;
    }

    private static boolean isChanged(SimulatedDisk.FileState file, int from, int to) {
        return !Arrays.equals(file.onDisk(), from, to, file.inCache(), from, to);
    }

    /** Returns the piece without the sectors at its ends that do not change. */
    private Piece trimmed(Piece piece) {
        SimulatedDisk.FileState file = snapshot.files().get(piece.file());
        int step = Math.min(Disk.SECTOR_BYTES, piece.to() - piece.from());
        int from = piece.from();
        while (!isChanged(file, from, from + step)) {
            from += step;
        }
        int to = piece.to();
        while (!isChanged(file, to - step, to)) {
            to -= step;
        }
        return new Piece(piece.file(), from, to);
    }

    private String words(Object change) {
        return switch (change) {
            case Piece piece -> {
                int page = piece.from() / Disk.PAGE_BYTES;
                int inPage = piece.from() % Disk.PAGE_BYTES;
                String label = snapshot.files().get(piece.file()).label() + ", page " + page;
                int sector = inPage / Disk.SECTOR_BYTES;
                yield piece.to() - piece.from() < Disk.SECTOR_BYTES
                    ? label + ", bytes " + inPage + " to " + (inPage + Long.BYTES - 1)
                    : piece.to() - piece.from() == Disk.SECTOR_BYTES
                    ? label + ", sector " + sector : label;
            }
            case Integer file -> snapshot.files().get(file).label() + ", its size of "
                + snapshot.files().get(file).sizeInCache() + " bytes";
            default -> change.toString();
        };
    }

    private Map<String, byte[]> build(List<Object> all, BitSet chosen) {
        List<SimulatedDisk.FileState> files = snapshot.files();
        byte[][] contents = files.stream().map(file -> file.onDisk().clone())
            .toArray(byte[][]::new);
        int[] sizes = files.stream().mapToInt(SimulatedDisk.FileState::sizeOnDisk).toArray();
        var names = new LinkedHashMap<>(snapshot.names());
        for (int i = chosen.nextSetBit(0); i >= 0; i = chosen.nextSetBit(i + 1)) {
            switch (all.get(i)) {
                case Piece piece -> System.arraycopy(files.get(piece.file()).inCache(),
                    piece.from(), contents[piece.file()], piece.from(), piece.to() - piece.from());
                case SimulatedDisk.NameChange change -> {
                    names.remove(change.removed());
                    if (change.added() != null) {
                        names.put(change.added(), change.file());
                    }
                }
                case Object size -> sizes[(Integer) size] = files.get((Integer) size).sizeInCache();
            }
        }
        var image = new LinkedHashMap<String, byte[]>();
        names.forEach((name, file) -> image.put(name, Arrays.copyOf(contents[file], sizes[file])));
        return image;
    }

    private List<Cut.Page> pagesOf(List<Object> all, BitSet chosen) {
        var pages = new LinkedHashMap<String, char[]>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof Piece piece) {
                SimulatedDisk.FileState file = snapshot.files().get(piece.file());
                char[] sectors = pages.computeIfAbsent(file.label() + ", page "
                    + piece.from() / Disk.PAGE_BYTES, page -> "........".toCharArray());
                for (int at = piece.from(); at < piece.to(); at += Disk.SECTOR_BYTES) {
                    if (isChanged(file, at, Math.min(at + Disk.SECTOR_BYTES, piece.to()))) {
                        int sector = at % Disk.PAGE_BYTES / Disk.SECTOR_BYTES;
                        char state = chosen.get(i) ? Cut.NEW : Cut.OLD;
                        sectors[sector] = sectors[sector] == Cut.SAME
                            || sectors[sector] == state ? state : Cut.MIXED;
                    }
                }
            }
        }
        return pages.entrySet().stream()
            .map(page -> new Cut.Page(page.getKey(), new String(page.getValue()))).toList();
    }

    /** Returns subsets of n things, as sets of their numbers: small ones first, without doubles. */
    private List<BitSet> subsets(int n, int bits, boolean thorough) {
        var subsets = new ArrayList<BitSet>();
        if (n <= bits) {
            for (long subset = 0; subset < 1L << n; subset++) {
                subsets.add(BitSet.valueOf(new long[] {subset}));
            }
        } else {
            subsets.add(new BitSet());
            for (int i = 0; i < n; i += Math.max(1, n / MOST_POSITIONS)) {
                subsets.add(range(i, i + 1));
                subsets.add(range(0, i + 1));
                subsets.add(range(i, n));
                BitSet allButOne = range(0, n);
                allButOne.clear(i);
                subsets.add(allButOne);
                for (int j = i + 1; j < n && n <= MOST_PAIRS && thorough; j++) {
                    BitSet pair = range(i, i + 1);
                    pair.set(j);
                    subsets.add(pair);
                }
            }
            for (int i = 0; i < (thorough ? SAMPLES : FEW_SAMPLES); i++) {
                BitSet sample = new BitSet();
                double share = random.nextDouble();
                for (int j = 0; j < n; j++) {
                    sample.set(j, random.nextDouble() < share);
                }
                subsets.add(sample);
            }
        }
        subsets.sort(Comparator.comparingInt(BitSet::cardinality));
        return subsets.stream().distinct().toList();
    }

    private static BitSet range(int from, int to) {
        var range = new BitSet();
        range.set(from, to);
        return range;
    }
}
