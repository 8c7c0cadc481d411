//SOURCES ../../Libc.java ../../exercises/05_unrelated_processes/SurviveTruncation.java
//SOURCES ../support/AccessModes.java ../support/Observe.java ../support/Resources.java
//SOURCES ../support/Trouble.java
//FILES exercises/05_unrelated_processes/SurviveTruncation.java=../../exercises/05_unrelated_processes/SurviveTruncation.java
//FILES solutions/05_unrelated_processes/SurviveTruncation.java=../../solutions/05_unrelated_processes/SurviveTruncation.java
//FILES graders/05_unrelated_processes/SurviveTruncationTest.java=SurviveTruncationTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurviveTruncationTest {
    private static final int HOT_CALLS = 3000;
    private static final long HOT_MS_AT_MOST = 4000;
    private static final int COMPILING_MS = 50;
    private static final int LOOKS = 100;
    private static final int FIRST = 1000 + (int) (Math.random() * 1_000_000);

    private static Resources start;

    @TempDir Path dir;

    @BeforeAll
    static void lookAtTheStart() throws Exception {
        Resources.now();   // loads classes, for which the JVM may open files
        Pipe pipe = Pipe.open();   // the first one opens a socket that the JDK keeps
        pipe.sink().close();
        pipe.source().close();
        start = Resources.now();
    }

    /** A file that {@link #wants} truncates. Ten ms later, its writer extends it again. */
    private static final class Careless {
        final Path file;
        final List<Integer> values = new ArrayList<>();
        final List<String> wrong = new ArrayList<>();
        final List<Long> extended = new CopyOnWriteArrayList<>();
        final int cuts;

        Careless(Path file, int cuts) {
            this.file = file;
            this.cuts = cuts;
        }

        /** Extends the file again. Nobody else should have done so before. */
        void fillAgain(int value) {
            long bytes = file.toFile().length();
            if (bytes != 0) {
                extended.add(bytes);
            }
            fill(file, value);
        }

        /** Wants the value that is written after the last truncation. */
        boolean wants(int value) {
            try {
                if (Files.size(file) == 0) {
                    wrong.add("wanted(" + value + ") while the file had no bytes");
                } else if (value != 0 && (values.isEmpty() || values.getLast() != value)) {
                    if (value != FIRST + values.size()) {
                        wrong.add("wanted(" + value + "), a value that was never in the file");
                    }
                    values.add(value);
                    if (values.size() <= cuts) {
                        Files.write(file, new byte[0]);
                        int next = FIRST + values.size();
                        later(10, () -> fillAgain(next));
                    }
                }
                return value == FIRST + cuts || !wrong.isEmpty();
            } catch (InternalError late) {
                wrong.add("wanted(" + value + "), and the error of the access came later");
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    @Order(1)
    @DisplayName("await waits for the value that is wanted, which may be any int")
    void waitsForTheValue() throws Exception {
        for (List<Integer> values : List.of(List.of(FIRST, FIRST + 1, FIRST + 2),
                List.of(FIRST, -FIRST, Integer.MIN_VALUE), List.of(-1, FIRST, 0),
                List.of(Integer.MAX_VALUE, 0, -1))) {
            Path file = dir.resolve("mail box " + values.hashCode());
            fill(file, values.getFirst());
            var asked = new ArrayList<Integer>();
            var looks = new AtomicInteger();
            int value = SurviveTruncation.await(file, seen -> {
                if (asked.isEmpty() || asked.getLast() != seen) {
                    asked.add(seen);
                    // The next look finds the next value.
                    fill(file, asked.size() < 3 ? values.get(asked.size()) : FIRST + 9);
                }
                return seen == values.getLast() || looks.incrementAndGet() == 20;
            });
            assertEquals(values, asked, "the values that `wanted` got");
            assertEquals(values.getLast(), value, "the value that await returned");
        }
    }

    @Test
    @Order(2)
    @DisplayName("await goes on when the file is truncated to 0 bytes and extended again")
    void goesOnAfterACut() throws Exception {
        var careless = new Careless(dir.resolve("mailbox"), 3);
        fill(careless.file, FIRST);
        int value = SurviveTruncation.await(careless.file, careless::wants);
        assertEquals(List.of(), careless.extended,
            "bytes in the truncated file before its writer extended it");
        assertEquals(List.of(), careless.wrong, "wrong calls of `wanted`");
        assertEquals(FIRST + 3, value, "the value that await returned, after three truncations");
        assertEquals(List.of(FIRST, FIRST + 1, FIRST + 2, FIRST + 3), careless.values,
            "the values that `wanted` got");
    }

    @Test
    @Order(3)
    @DisplayName("await waits for the first bytes of an empty file, however long")
    void beginsWithAnEmptyFile() throws Exception {
        for (int ms : List.of(10, 10, 150)) {
            var careless = new Careless(Files.createTempFile(dir, "mailbox", ""), 0);
            later(ms, () -> careless.fillAgain(FIRST));
            int value = SurviveTruncation.await(careless.file, careless::wants);
            assertEquals(List.of(), careless.wrong, "wrong calls of `wanted`");
            assertEquals(List.of(), careless.extended,
                "bytes in the empty file before its writer extended it");
            assertEquals(FIRST, value, "the value that await returned, " + ms + " ms later");
        }
    }

    @Test
    @Order(4)
    @DisplayName("await survives truncations at any moment")
    void cutAtAnyMoment() throws Exception {
        Path file = Files.createFile(dir.resolve("mailbox"));
        var asked = new AtomicInteger();
        Thread.ofPlatform().daemon().start(() -> {
            int fd = Libc.open(file.toString(), Libc.O_RDWR);
            long begin = System.nanoTime();
            // Each value was a look that might have met a truncation.
            for (long ns = 0; ns < 60_000_000 || asked.get() < LOOKS && ns < 1_000_000_000;
                    ns = System.nanoTime() - begin) {
                // No pause, so that a truncation often comes between a look and the access.
                Libc.ftruncate(fd, 4);
                Libc.ftruncate(fd, 0);
            }
            Libc.close(fd);
            fill(file, FIRST);
        });
        int value = SurviveTruncation.await(file, seen -> {
            asked.incrementAndGet();
            return seen != 0;
        });
        assertEquals(FIRST, value, "the value that await returned");
    }

    @Test
    @Order(5)
    @DisplayName("the file is mapped once, shared, also after a truncation, and read from there")
    void mappedOnce() throws Exception {
        var careless = new Careless(dir.resolve("mailbox"), 2);
        fill(careless.file, FIRST);
        var mappings = new ArrayList<String>();
        SurviveTruncation.await(careless.file, value -> {
            if (careless.values.isEmpty() || value != 0 && careless.values.getLast() != value) {
                mappings.add(mappings(careless.file).replaceFirst("rw-s", "r--s"));
            }
            return careless.wants(value);
        });
        assertEquals(List.of(), careless.wrong, "wrong calls of `wanted`");
        assertEquals(Collections.nCopies(3, "[r--s]"), mappings,
            "mappings of the file before and after each of two truncations");
        assertEquals(true, AccessModes.ofSubmission().names().stream()
            .anyMatch(name -> name.matches("[\\w$]+\\.write")),
            "whether Linux copies the bytes out of the mapping, by write(2): each other access may"
                + " be a SIGBUS, also right after a look at the size");
    }

    @Test
    @Order(6)
    @DisplayName("the value is the one that Linux has copied, and not one that is loaded later")
    void theCopiedValue() throws Exception {
        Path file = dir.resolve("mailbox");
        fill(file, FIRST);
        var values = new ArrayList<Integer>();
        var pipes = new ArrayList<String>();
        SurviveTruncation.await(file, value -> {
            values.add(value);
            if (values.size() == 1) {
                pipes.addAll(insert(FIRST + 7));
            }
            return values.size() == 2;
        });
        assertEquals(pipes.isEmpty() ? FIRST : FIRST + 7, values.getLast(), "the value that"
            + " `wanted` got, after the grader had put " + (FIRST + 7) + " into the pipe: take the"
            + " value from the pipe, because the page may have no bytes any more");
    }

    /** Writes a value into each pipe that the learner's code has open. Returns them. */
    private static Set<String> insert(int value) {
        var pipes = new TreeMap<String, Integer>();
        try (Arena arena = Arena.ofConfined()) {
            Resources.now().descriptors().forEach((fd, name) -> pipes.put(name, fd));
            pipes.keySet().removeIf(name -> !name.startsWith("pipe:"));
            pipes.keySet().removeAll(start.descriptors().values());
            for (int fd : pipes.values()) {
                int end = Libc.open("/proc/self/fd/" + fd, Libc.O_WRONLY);
                Libc.write(end, arena.allocateFrom(ValueLayout.JAVA_INT, value), 4);
                Libc.close(end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pipes.keySet();
    }

    @Test
    @Order(7)
    @DisplayName("nothing is mapped or open at the end, also if it ends with an exception")
    void nothingIsLeft() throws Exception {
        Path file = dir.resolve("mailbox");
        fill(file, FIRST);
        SurviveTruncation.await(file, value -> true);
        assertEquals(List.of(), start.changed(), "what is left after await has returned");
        for (Throwable thrown : Trouble.oneOfEachKind()) {
            assertEquals("the same", Trouble.arrived(thrown,
                () -> SurviveTruncation.await(file, value -> Trouble.raise(thrown))),
                "what came out of await after `wanted` threw " + thrown);
            assertEquals(List.of(), start.changed(), "what is left after `wanted` threw " + thrown);
        }
        for (Path path : List.of(dir, dir.resolve("missing"))) {
            String failure = Trouble.failure(() -> SurviveTruncation.await(path, value -> true));
            assertEquals("an exception", failure.equals("no exception") ? failure : "an exception",
                "the result for a folder and for a file that does not exist");
            assertEquals(List.of(), start.changed(), "what is left after " + failure);
        }
        var looks = new AtomicInteger();
        Trouble.inInterruptedThread(() ->
            SurviveTruncation.await(file, value -> looks.incrementAndGet() == 20));
        assertEquals(List.of(), start.changed(), "what is left after the thread was interrupted");
    }

    @Test
    @Order(8)
    @DisplayName("in compiled code, too, `wanted` gets only values that are in the file")
    void compiledCode() throws Exception {
        Path file = dir.resolve("mailbox");
        fill(file, FIRST);
        long end = System.nanoTime() + HOT_MS_AT_MOST * 1_000_000;
        for (int i = 0; i < HOT_CALLS && System.nanoTime() < end; i++) {
            assertEquals(FIRST, SurviveTruncation.await(file, seen -> true),
                "the value that await returned");
        }
        // It compiles in other threads, which need time to finish.
        Thread.sleep(COMPILING_MS);
        var careless = new Careless(file, 3);
        int value = SurviveTruncation.await(file, careless::wants);
        assertEquals(List.of(), careless.wrong, "wrong calls of `wanted`");
        assertEquals(FIRST + 3, value, "the value that await returned, after three truncations");
        assertEquals(List.of(FIRST, FIRST + 1, FIRST + 2, FIRST + 3), careless.values,
            "the values that `wanted` got");
    }

    private static String mappings(Path file) {
        try {
            return Observe.mappingsOf(file).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills an empty file with four zero bytes, and then writes the value. */
    private static void fill(Path file, int value) {
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            if (channel.size() == 0) {
                channel.write(ByteBuffer.allocate(4));
                channel.position(0);
            }
            channel.write(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void later(int ms, Runnable task) {
        Thread.ofPlatform().daemon().start(() -> {
            LockSupport.parkNanos(1_000_000L * ms);
            task.run();
        });
    }
}
