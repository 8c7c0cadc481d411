//SOURCES ../../exercises/05_unrelated_processes/NewValue.java
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
    @DisplayName("each value comes once")
    void eachValueComesOnce() throws Exception {
        MemorySegment page = map();
        var reader = new NewValue(map());
        int value = value();
        assertEquals(OptionalInt.empty(), reader.poll(), "poll before any value was written");
        publish(page, 1, value);
        assertEquals(OptionalInt.of(value), reader.poll(), "the first value");
        assertEquals(OptionalInt.empty(), reader.poll(), "poll again, with nothing new");
        for (int number = 2; number <= 4; number++) {
            publish(page, number, value + number);
        }
        assertEquals(OptionalInt.of(value + 4), reader.poll(), "of three new values the last");
        assertEquals(OptionalInt.empty(), reader.poll(), "poll again, with nothing new");
    }

    @Test
    @Order(2)
    @DisplayName("a new value counts as new, whatever it is")
    void anEqualValueIsNew() throws Exception {
        MemorySegment page = map();
        var reader = new NewValue(map());
        int value = value();
        int number = 0;
        for (int next : List.of(value, value, 0, -1, -1, Integer.MIN_VALUE)) {
            publish(page, ++number, next);
            assertEquals(OptionalInt.of(next), reader.poll(), "value number " + number);
        }
        assertEquals(OptionalInt.empty(), reader.poll(), "poll again, with nothing new");
    }

    @Test
    @Order(3)
    @DisplayName("two readers get every value, each for itself")
    void twoReaders() throws Exception {
        MemorySegment page = map();
        var one = new NewValue(map());
        var other = new NewValue(map());
        int value = value();
        publish(page, 1, value);
        assertEquals(OptionalInt.of(value), one.poll(), "the value, for the first reader");
        assertEquals(OptionalInt.of(value), other.poll(), "the value, for the second reader");
        assertEquals("number 1, value " + value, read(page), "the page after both have polled");
        var late = new NewValue(map());
        assertEquals(OptionalInt.of(value), late.poll(), "the value, for a reader that is new");
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
            "the page, which another run of the writer had left at number 41");
    }

    @Test
    @Order(5)
    @DisplayName("nobody sees a number with another one's value")
    void bothHalvesAtOnce() throws Exception {
        MemorySegment page = map();
        int last = 20_000;
        var begun = new AtomicBoolean();
        // Reads all the time while the values are written that equal their numbers.
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
        assertEquals("none", torn.get(), "a number with a value that is not its own");
    }

    @Test
    @Order(6)
    @DisplayName("while the writer writes, no value comes twice, and the last one comes")
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
                // Now the reader has to come to the last of these, if it has not missed it.
                while (reached.get() != value && !enough.get()) {
                    Thread.onSpinWait();
                }
            }
            return value;
        });
        Thread.ofPlatform().daemon().start(written);
        String seen = "each once, and the last";
        int last = 0;
        long moved = System.nanoTime();
        while (seen.startsWith("each") && !(written.isDone() && last == written.get())) {
            OptionalInt value = reader.poll();
            if (value.isPresent()) {
                seen = value.getAsInt() > last ? seen : value.getAsInt() + " after " + last;
                last = value.getAsInt();
                reached.set(last);
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STUCK_NS) {
                seen = "for a second nothing after " + last + ", and the page holds " + read(page);
            }
        }
        enough.set(true);
        assertEquals("each once, and the last", seen,
            "what poll answered while 1, 2, 3 and so on were written");
    }

    /** As the writer does. */
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

    /** Each call maps the file once more, as another process would. */
    private MemorySegment map() throws Exception {
        try (var channel = FileChannel.open(dir.resolve("box"), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, 8, Arena.ofAuto());
        }
    }
}
