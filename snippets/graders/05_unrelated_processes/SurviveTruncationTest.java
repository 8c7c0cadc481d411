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

    /** A file that is cut by whoever is asked about the value in it, and long again 10 ms later. */
    private static final class Careless {
        final Path file;
        final List<Integer> asked = new ArrayList<>();
        final List<String> wrong = new ArrayList<>();
        final List<Long> grown = new CopyOnWriteArrayList<>();
        final int cuts;

        Careless(Path file, int cuts) {
            this.file = file;
            this.cuts = cuts;
        }

        /** Makes the file long again; until now nobody should have done so. */
        void fillAgain(int value) {
            long bytes = file.toFile().length();
            if (bytes != 0) {
                grown.add(bytes);
            }
            fill(file, value);
        }

        /** Wants the value that comes after the last cut. */
        boolean wants(int value) {
            try {
                if (Files.size(file) == 0) {
                    wrong.add("asked about " + value + " while the file has no bytes");
                } else if (value != 0 && (asked.isEmpty() || asked.getLast() != value)) {
                    if (value != FIRST + asked.size()) {
                        wrong.add("asked about " + value + ", which never stood in the file");
                    }
                    asked.add(value);
                    if (asked.size() <= cuts) {
                        Files.write(file, new byte[0]);
                        int next = FIRST + asked.size();
                        later(() -> fillAgain(next));
                    }
                }
                return value == FIRST + cuts || !wrong.isEmpty();
            } catch (InternalError late) {
                wrong.add("asked about " + value + ", and only then came the error of its touch");
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    @Order(1)
    @DisplayName("it waits for the value that is wanted")
    void waitsForTheValue() throws Exception {
        Path file = dir.resolve("mailbox");
        fill(file, FIRST);
        var asked = new ArrayList<Integer>();
        int value = SurviveTruncation.await(file, seen -> {
            if (asked.isEmpty() || asked.getLast() != seen) {
                asked.add(seen);
                fill(file, seen + 1);   // what the next look finds
            }
            return seen == FIRST + 3 || asked.size() == 10;
        });
        assertEquals(List.of(FIRST, FIRST + 1, FIRST + 2, FIRST + 3), asked,
            "the values asked about");
        assertEquals(FIRST + 3, value, "the value returned");
    }

    @Test
    @Order(2)
    @DisplayName("it goes on when the file is cut to nothing and made long again")
    void goesOnAfterACut() throws Exception {
        var careless = new Careless(dir.resolve("mailbox"), 3);
        fill(careless.file, FIRST);
        int value = SurviveTruncation.await(careless.file, careless::wants);
        assertEquals(List.of(), careless.grown,
            "bytes in the file that was cut, before its writer makes it long again");
        assertEquals(List.of(), careless.wrong, "questions there should not be");
        assertEquals(FIRST + 3, value, "the value returned, after the third cut");
        assertEquals(List.of(FIRST, FIRST + 1, FIRST + 2, FIRST + 3), careless.asked,
            "the values asked about");
    }

    @Test
    @Order(3)
    @DisplayName("it waits for the first bytes of an empty file")
    void beginsWithAnEmptyFile() throws Exception {
        for (int round = 0; round < 3; round++) {
            var careless = new Careless(Files.createFile(dir.resolve("mailbox" + round)), 0);
            later(() -> careless.fillAgain(FIRST));
            int value = SurviveTruncation.await(careless.file, careless::wants);
            assertEquals(List.of(), careless.wrong, "questions there should not be");
            assertEquals(List.of(), careless.grown,
                "bytes in the empty file, before its writer makes it long");
            assertEquals(FIRST, value, "the value returned");
        }
    }

    @Test
    @Order(4)
    @DisplayName("it may be cut at any moment")
    void cutAtAnyMoment() throws Exception {
        Path file = Files.createFile(dir.resolve("mailbox"));
        var asked = new AtomicInteger();
        Thread.ofPlatform().daemon().start(() -> {
            int fd = Libc.open(file.toString(), Libc.O_RDWR);
            long start = System.nanoTime();
            while (isEarly(System.nanoTime() - start, asked.get())) {
                // Each lasts, so that a cut may come between a look at the size and a touch.
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
        assertEquals(FIRST, value, "the value returned");
    }

    /** Each question is a look that might have met a cut; who looks seldom gets fewer. */
    private static boolean isEarly(long ns, int asked) {
        return ns < 60_000_000 || asked < LOOKS && ns < 1_000_000_000;
    }

    @Test
    @Order(5)
    @DisplayName("the file is mapped once, also after a cut, and all is given back")
    void mappedOnce() throws Exception {
        var careless = new Careless(dir.resolve("mailbox"), 2);
        fill(careless.file, FIRST);
        var before = Observe.descriptors();
        var mappings = new ArrayList<Integer>();
        SurviveTruncation.await(careless.file, value -> {
            if (careless.asked.isEmpty() || value != 0 && careless.asked.getLast() != value) {
                mappings.add(mappings(careless.file));
            }
            return careless.wants(value);
        });
        assertEquals(List.of(), careless.wrong, "questions there should not be");
        assertEquals(List.of(1, 1, 1), mappings,
            "how many mappings of the file there are, before and after each of two cuts");
        assertEquals(List.of(), Observe.mappingsOf(careless.file), "mappings left behind");
        assertEquals(List.of(), Observe.openedSince(before), "descriptors left open");
    }

    @Test
    @Order(6)
    @DisplayName("in compiled code, too, it asks about nothing but what stands in the file")
    void compiledCode() throws Exception {
        Path file = dir.resolve("mailbox");
        fill(file, FIRST);
        // The JVM compiles what is called so often. A solution may sleep before it looks.
        long end = System.nanoTime() + HOT_MS_AT_MOST * 1_000_000;
        for (int i = 0; i < HOT_CALLS && System.nanoTime() < end; i++) {
            assertEquals(FIRST, SurviveTruncation.await(file, seen -> true), "the value returned");
        }
        // It does so beside, and has to have come to an end.
        Thread.sleep(COMPILING_MS);
        var careless = new Careless(file, 3);
        int value = SurviveTruncation.await(file, careless::wants);
        assertEquals(List.of(), careless.wrong, "questions there should not be");
        assertEquals(FIRST + 3, value, "the value returned, after the third cut");
        assertEquals(List.of(FIRST, FIRST + 1, FIRST + 2, FIRST + 3), careless.asked,
            "the values asked about");
    }

    private static int mappings(Path file) {
        try {
            return Observe.mappingsOf(file).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the file four bytes long, of zeros, if it is shorter, and then writes the value. */
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
