//SOURCES ../../Libc.java ../../exercises/05_unrelated_processes/SurviveTruncation.java
//SOURCES ../support/Observe.java
//FILES exercises/05_unrelated_processes/SurviveTruncation.java=../../exercises/05_unrelated_processes/SurviveTruncation.java
//FILES solutions/05_unrelated_processes/SurviveTruncation.java=../../solutions/05_unrelated_processes/SurviveTruncation.java
//FILES graders/05_unrelated_processes/SurviveTruncationTest.java=SurviveTruncationTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
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

    @TempDir Path dir;

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
                        later(() -> fillAgain(next));
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
    @DisplayName("await waits for the value that is wanted")
    void waitsForTheValue() throws Exception {
        Path file = dir.resolve("mailbox");
        fill(file, FIRST);
        var asked = new ArrayList<Integer>();
        int value = SurviveTruncation.await(file, seen -> {
            if (asked.isEmpty() || asked.getLast() != seen) {
                asked.add(seen);
                fill(file, seen + 1);   // The next look finds it.
            }
            return seen == FIRST + 3 || asked.size() == 10;
        });
        assertEquals(List.of(FIRST, FIRST + 1, FIRST + 2, FIRST + 3), asked,
            "the values that `wanted` got");
        assertEquals(FIRST + 3, value, "the value that await returned");
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
    @DisplayName("await waits for the first bytes of an empty file")
    void beginsWithAnEmptyFile() throws Exception {
        for (int round = 0; round < 3; round++) {
            var careless = new Careless(Files.createFile(dir.resolve("mailbox" + round)), 0);
            later(() -> careless.fillAgain(FIRST));
            int value = SurviveTruncation.await(careless.file, careless::wants);
            assertEquals(List.of(), careless.wrong, "wrong calls of `wanted`");
            assertEquals(List.of(), careless.extended,
                "bytes in the empty file before its writer extended it");
            assertEquals(FIRST, value, "the value that await returned");
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
            long start = System.nanoTime();
            while (goesOn(System.nanoTime() - start, asked.get())) {
                // Both lengths last a little. So a truncation may come between a look at the
                // size and the access.
                Libc.ftruncate(fd, 4);
                LockSupport.parkNanos(20_000);
                Libc.ftruncate(fd, 0);
                LockSupport.parkNanos(20_000);
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

    /** Whether to go on: each value was a look that might have met a truncation. */
    private static boolean goesOn(long ns, int asked) {
        return ns < 60_000_000 || asked < LOOKS && ns < 1_000_000_000;
    }

    @Test
    @Order(5)
    @DisplayName("the file is mapped once, also after a truncation, and nothing is left at the end")
    void mappedOnce() throws Exception {
        var careless = new Careless(dir.resolve("mailbox"), 2);
        fill(careless.file, FIRST);
        var before = Observe.descriptors();
        var mappings = new ArrayList<Integer>();
        SurviveTruncation.await(careless.file, value -> {
            if (careless.values.isEmpty() || value != 0 && careless.values.getLast() != value) {
                mappings.add(mappings(careless.file));
            }
            return careless.wants(value);
        });
        assertEquals(List.of(), careless.wrong, "wrong calls of `wanted`");
        assertEquals(List.of(1, 1, 1), mappings,
            "mappings of the file before and after each of two truncations");
        assertEquals(List.of(), Observe.mappingsOf(careless.file),
            "mappings of the file after await has returned");
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open after await has returned");
    }

    @Test
    @Order(6)
    @DisplayName("in compiled code, too, `wanted` gets only values that are in the file")
    void compiledCode() throws Exception {
        Path file = dir.resolve("mailbox");
        fill(file, FIRST);
        // The JVM compiles code that runs so often. A solution may sleep before it looks.
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

    private static int mappings(Path file) {
        try {
            return Observe.mappingsOf(file).size();
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

    private static void later(Runnable task) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            task.run();
        });
    }
}
