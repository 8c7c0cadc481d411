//SOURCES ../../Proc.java

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;

/** What graders look at: not the words of a solution, but its effects, told by the kernel. */
final class Observe {
    private static final Map<WatchEvent.Kind<?>, String> WORDS = Map.of(ENTRY_CREATE, "made",
        ENTRY_DELETE, "deleted", ENTRY_MODIFY, "written by a call");

    private Observe() {}

    /** The permissions of this process's mappings of {@code file}, such as {@code [rw-s]}. */
    static List<String> mappingsOf(Path file) throws IOException {
        Thread.interrupted();   // because reading fails in a thread that the learner interrupted
        return Proc.mapsOf("self", file.toRealPath()).stream().map(Proc.Region::perms).toList();
    }

    /** This process's open descriptors and what they stand for; the look itself needs none. */
    static Map<Integer, String> descriptors() throws IOException {
        var open = new TreeMap<Integer, String>();
        Proc.descriptors().forEach((fd, file) -> open.put(fd, file.getFileName().toString()));
        // The listing itself, twice, and what the JDK keeps open once it has made a random name.
        open.values().removeIf(List.of("fd", "random", "urandom")::contains);
        return open;
    }

    /** What descriptors that were not open {@code before} stand for, such as {@code [note]}. */
    static List<String> openedSince(Map<Integer, String> before) throws IOException {
        Map<Integer, String> now = descriptors();
        now.keySet().removeAll(before.keySet());
        return List.copyOf(now.values());
    }

    /** What the learner's code returned, which has to be something. */
    static <T> T notNull(T seen, String what) {
        assertEquals("not null", seen == null ? "null" : "not null", what);
        return seen;
    }

    interface Work {
        void run() throws Exception;
    }

    /**
     * What the kernel tells of the files in {@code dir} while {@code work} is done, by inotify(7):
     * that one is written, cut, made or deleted. Of bytes that change through a mapping it tells
     * nothing, so {@code []} is the answer for a file that was written through memory.
     */
    static List<String> toldOf(Path dir, Work work) throws Exception {
        var told = new LinkedHashSet<String>();
        try (WatchService watch = dir.getFileSystem().newWatchService()) {
            dir.register(watch, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
            work.run();
            Thread.interrupted();
            // The kernel keeps the order: once this file is told of, so is all before it.
            Path last = Files.createDirectory(dir.resolve("last"));
            for (boolean done = false; !done; ) {
                WatchKey key = watch.take();
                for (WatchEvent<?> event : key.pollEvents()) {
                    done |= last.getFileName().equals(event.context());
                    told.add(event.context() + " " + WORDS.get(event.kind()));
                }
                key.reset();
            }
            Files.delete(last);
        }
        told.remove("last made");
        return List.copyOf(told);
    }

    /** {@code rw} if the file's owner may read and write it; root may whatever it says there. */
    static String ownerMay(Path file) throws IOException {
        var may = Files.getPosixFilePermissions(file);
        return (may.contains(PosixFilePermission.OWNER_READ) ? "r" : "")
            + (may.contains(PosixFilePermission.OWNER_WRITE) ? "w" : "");
    }

    /** Whoever leaves a mapping to the collector loses it now. */
    static void collectGarbage() throws InterruptedException {
        var cleaned = new CountDownLatch(1);
        leaveToTheCollector(cleaned);
        System.gc();
        // Another thread does the unmapping, on a busy machine a while later.
        cleaned.await(1, TimeUnit.SECONDS);
        Thread.sleep(5);
    }

    private static void leaveToTheCollector(CountDownLatch cleaned) {
        MemorySegment.NULL.reinterpret(1, Arena.ofAuto(), gone -> cleaned.countDown());
    }

    /** The file's bytes as another process reads them. */
    static String readByAnotherProcess(Path file) throws IOException, InterruptedException {
        Thread.interrupted();
        Process cat = new ProcessBuilder("timeout", "3", "cat", file.toString()).start();
        try (var out = cat.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.ISO_8859_1);
        } finally {
            if (!cat.waitFor(5, TimeUnit.SECONDS)) {
                cat.destroyForcibly();
            }
        }
    }
}
