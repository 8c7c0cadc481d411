//SOURCES ../../exercises/05_unrelated_processes/NewValue.java ../support/AccessModes.java
//FILES exercises/05_unrelated_processes/NewValue.java=../../exercises/05_unrelated_processes/NewValue.java
//FILES solutions/05_unrelated_processes/NewValue.java=../../solutions/05_unrelated_processes/NewValue.java
//FILES graders/05_unrelated_processes/NewValueTest.java=NewValueTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewValueTest {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private static final int BURSTS = 10_000;
    private static final int BURST = 3;
    private static final long POLLING_NS = 200_000_000;
    private static final long STUCK_NS = 1_000_000_000;

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("poll returns each value once")
    void eachValueComesOnce() throws Exception {
        MemorySegment page = map();
        var reader = new NewValue(map());
        int value = value();
        assertEquals(OptionalInt.empty(), reader.poll(),
            "the result of poll before the first value");
        publish(page, 1, value);
        assertEquals(OptionalInt.of(value), reader.poll(),
            "the result of poll after the first value");
        assertEquals(OptionalInt.empty(), reader.poll(),
            "the result of poll when nothing new was written");
        for (int number = 2; number <= 4; number++) {
            publish(page, number, value + number);
        }
        assertEquals(OptionalInt.of(value + 4), reader.poll(),
            "the result of poll after three new values: the last of them");
        assertEquals(OptionalInt.empty(), reader.poll(),
            "the result of poll when nothing new was written");
    }

    @Test
    @Order(2)
    @DisplayName("a new value is new, also if it is equal to the old one, 0 or negative")
    void anEqualValueIsNew() throws Exception {
        MemorySegment page = map();
        var reader = new NewValue(map());
        int value = value();
        int number = 0;
        for (int next : List.of(value, value, 0, -1, -1, Integer.MIN_VALUE)) {
            publish(page, ++number, next);
            assertEquals(OptionalInt.of(next), reader.poll(),
                "the result of poll after value number " + number);
        }
        assertEquals(OptionalInt.empty(), reader.poll(),
            "the result of poll when nothing new was written");
    }

    @Test
    @Order(3)
    @DisplayName("each of two readers gets every value, and stores nothing into the page")
    void twoReaders() throws Exception {
        MemorySegment page = map();
        var one = new NewValue(map().asReadOnly());
        var other = new NewValue(map().asReadOnly());
        int value = value();
        publish(page, 1, value);
        assertEquals(OptionalInt.of(value), one.poll(), "the value that the first reader gets");
        assertEquals(OptionalInt.of(value), other.poll(), "the value that the second reader gets");
        assertEquals("number 1, value " + value, read(page),
            "the page after both readers have polled");
        var late = new NewValue(map());
        assertEquals(OptionalInt.of(value), late.poll(), "the value that a new reader gets");
    }

    @Test
    @Order(4)
    @DisplayName("the writer numbers its values")
    void theWriterNumbers() throws Exception {
        MemorySegment page = map();
        MemorySegment writers = map();
        int value = value();
        int number = 0;
        for (int next : List.of(value, value, -1, 0, Integer.MIN_VALUE, value)) {
            NewValue.write(writers, next);
            assertEquals("number " + ++number + ", value " + next, read(page), "the page");
        }
        publish(page, 41, value);
        NewValue.write(writers, 7);
        assertEquals("number 42, value 7", read(page),
            "the page, after a new writer process found number 41 and wrote 7");
    }

    @Test
    @Order(5)
    @DisplayName("the number may have all 32 bits, without a sign")
    void largeNumbers() throws Exception {
        MemorySegment page = map();
        var reader = new NewValue(map());
        int value = value();
        for (long found : List.of(0xffffL, 0x7ffe_ffffL, 0x7fff_ffffL, 0xffff_fffdL)) {
            publish(page, found, value);
            reader.poll();
            NewValue.write(map(), -value);
            assertEquals("number " + (found + 1) + ", value " + -value, read(page),
                "the page, after a writer found number " + found);
            assertEquals(OptionalInt.of(-value), reader.poll(),
                "the result of poll for number " + (found + 1) + ", after number " + found);
        }
        publish(page, 0x7fff_ffff, value);
        reader.poll();
        publish(page, 0xffff_ffffL, value);
        assertEquals(OptionalInt.of(value), reader.poll(),
            "the result of poll for number 4294967295, after number 2147483647");
    }

    @Test
    @Order(6)
    @DisplayName("two pages have nothing in common")
    void twoPages() throws Exception {
        int value = value();
        var readers = new ArrayList<NewValue>();
        var pages = List.of(map(), map("other"));
        for (MemorySegment page : pages) {
            readers.add(new NewValue(page));
        }
        for (int n = 1; n <= 3; n++) {
            NewValue.write(pages.getFirst(), value + n);
            assertEquals(OptionalInt.of(value + n), readers.getFirst().poll(),
                "the result of poll for the page that was written");
        }
        assertEquals("number 0, value 0", read(pages.getLast()),
            "the other page, where nothing was written");
        assertEquals(OptionalInt.empty(), readers.getLast().poll(),
            "the result of poll for the other page");
        NewValue.write(pages.getLast(), value);
        assertEquals("number 1, value " + value, read(pages.getLast()),
            "the other page, after its first value");
    }

    @Test
    @Order(7)
    @DisplayName("write releases what was stored before it, and poll acquires it")
    void releaseAndAcquire() throws Exception {
        NewValue.write(map(), 1);
        new NewValue(map()).poll();
        var write = AccessModes.ofSubmission().calls(NewValue.class, "write");
        var stores = IntStream.range(0, write.size()).filter(i -> write.get(i).stores());
        assertEquals(true, stores.anyMatch(i -> !write.get(i).isPlain()
            && AccessModes.isReleased(write, i)),
            "whether a reader of the new value also sees what the writer stored before it: use"
                + " release or volatile for the store in write, which calls " + write);
        var poll = AccessModes.ofSubmission().calls(NewValue.class, "poll");
        var loads = IntStream.range(0, poll.size()).filter(i -> poll.get(i).loads()).toArray();
        assertEquals(true, loads.length > 0 && IntStream.of(loads).allMatch(
            i -> !poll.get(i).isPlain() && AccessModes.isAcquired(poll, i)),
            "whether poll looks anew each time, and sees what the writer stored before the value:"
                + " use acquire or volatile for the load in poll, which calls " + poll);
    }

    @Test
    @Order(8)
    @DisplayName("no reader sees a number with the value of another number")
    void bothHalvesAtOnce() throws Exception {
        MemorySegment page = map();
        int last = 20_000;
        var begun = new AtomicBoolean();
        // Reads all the time. Each value that is written is equal to its number.
        var torn = new FutureTask<>(() -> {
            for (int value = 0; value < last && !Thread.interrupted();) {
                begun.set(true);
                long both = (long) LONG.getAcquire(page, 0L);
                value = (int) both;
                if (both >>> 32 != value) {
                    return words(both);
                }
            }
            return "none";
        });
        Thread observer = Thread.ofPlatform().daemon().start(torn);
        while (!begun.get()) {
            Thread.onSpinWait();
        }
        MemorySegment writers = map();
        for (int value = 1; value <= last; value++) {
            NewValue.write(writers, value);
        }
        observer.interrupt();
        assertEquals("none", torn.get(), "a number that was seen with the value of another number");
    }

    @Test
    @Order(9)
    @DisplayName("while a writer writes, poll returns no value twice, and it returns the last one")
    void pollWhileItIsWritten() throws Exception {
        MemorySegment page = map();
        var reader = new NewValue(map());
        var enough = new AtomicBoolean();
        var reached = new AtomicInteger();
        long start = System.nanoTime();
        var written = new FutureTask<>(() -> {
            int value = 0;
            while (value < BURSTS * BURST && System.nanoTime() - start < POLLING_NS) {
                for (int n = 0; n < BURST; n++) {
                    publish(page, ++value, value);
                }
                // Wait until the reader has returned the last one of this burst.
                while (reached.get() != value && !enough.get()) {
                    Thread.onSpinWait();
                }
            }
            return value;
        });
        Thread.ofPlatform().daemon().start(written);
        String seen = "each at most once, and the last";
        int last = 0;
        long moved = System.nanoTime();
        while (seen.startsWith("each") && !(written.isDone() && last == written.get())) {
            OptionalInt value = reader.poll();
            if (value.isPresent()) {
                seen = value.getAsInt() > last ? seen : value.getAsInt() + " after " + last;
                last = value.getAsInt();
                reached.set(last);
                moved = System.nanoTime();
            } else if (last == (int) (long) LONG.getAcquire(page, 0L)) {
                moved = System.nanoTime();   // there is nothing new yet
            } else if (System.nanoTime() - moved > STUCK_NS) {
                seen = "nothing for a second after " + last + ", but the page has " + read(page);
            }
        }
        enough.set(true);
        assertEquals("each at most once, and the last", seen,
            "what poll returned while 1, 2, 3 and so on were written");
    }

    /** Writes the page as a correct writer does. */
    private static void publish(MemorySegment page, long number, int value) {
        LONG.setRelease(page, 0L, number << 32 | Integer.toUnsignedLong(value));
    }

    private static String read(MemorySegment page) {
        return words((long) LONG.getAcquire(page, 0L));
    }

    private static String words(long both) {
        return "number " + (both >>> 32) + ", value " + (int) both;
    }

    private static int value() {
        return 1000 + (int) (Math.random() * 1_000_000);
    }

    /** Maps the file once more, as another process would. */
    private MemorySegment map() throws Exception {
        return map("box");
    }

    private MemorySegment map(String name) throws Exception {
        try (var channel = FileChannel.open(dir.resolve(name), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, 8, Arena.ofAuto());
        }
    }
}
