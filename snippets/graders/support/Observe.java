//SOURCES ../../Proc.java

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;

/**
 * Observes the effects of a solution, as Linux reports them. Graders check these effects and not
 * the source text.
 */
final class Observe {
    private static final Map<WatchEvent.Kind<?>, String> WORDS = Map.of(ENTRY_CREATE, "made",
        ENTRY_DELETE, "deleted", ENTRY_MODIFY, "written by a call");

    private Observe() {}

    /**
     * Returns the permissions of this process's mappings of {@code file}, such as {@code [rw-s]}.
     */
    static List<String> mappingsOf(Path file) throws IOException {
        Thread.interrupted();   // because reading fails in a thread that the learner interrupted
        return Proc.mapsOf("self", file.toRealPath()).stream().map(Proc.Region::perms).toList();
    }

    /**
     * Returns this process's open descriptors and the names of their files. Descriptors that this
     * method and the JDK open for themselves are left out.
     */
    static Map<Integer, String> descriptors() throws IOException {
        var open = new TreeMap<Integer, String>();
        Proc.descriptors().forEach((fd, file) -> open.put(fd, file.getFileName().toString()));
        // The listing opens "fd" twice. The JDK keeps the other two open after it made a random
        // name.
        open.values().removeIf(List.of("fd", "random", "urandom")::contains);
        return open;
    }

    /** Returns the names of the files of all descriptors that were opened after {@code before}. */
    static List<String> openedSince(Map<Integer, String> before) throws IOException {
        Map<Integer, String> now = descriptors();
        now.keySet().removeAll(before.keySet());
        return List.copyOf(now.values());
    }

    /** Returns the names in the folder for temporary files, which is also the current folder. */
    static List<String> temporaryFiles() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Returns {@code seen}, a result of the learner's code. Fails if it is null. */
    static <T> T notNull(T seen, String what) {
        assertEquals("not null", seen == null ? "null" : "not null", what);
        return seen;
    }

    interface Work {
        void run() throws Exception;
    }

    /**
     * Runs {@code work}, and returns what inotify(7) reports about the files in {@code dir}: a file
     * is created, deleted, or changed by a call. Linux reports nothing about bytes that change
     * through a mapping. So the result is {@code []} if a file was written through memory.
     */
    static List<String> toldOf(Path dir, Work work) throws Exception {
        var told = new LinkedHashSet<String>();
        try (WatchService watch = dir.getFileSystem().newWatchService()) {
            dir.register(watch, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
            work.run();
            Thread.interrupted();
            // Linux reports in order, so it has reported all earlier changes when it reports this
            // file.
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

    /**
     * Returns {@code rw} if the mode allows the file's owner to read and to write. It reads the
     * mode, because root may read and write every file.
     */
    static String ownerMay(Path file) throws IOException {
        var may = Files.getPosixFilePermissions(file);
        return (may.contains(PosixFilePermission.OWNER_READ) ? "r" : "")
            + (may.contains(PosixFilePermission.OWNER_WRITE) ? "w" : "");
    }

    /**
     * Returns when a file was changed last. Waits until a change from now on has another time,
     * because the clock of a file system ticks only every few milliseconds.
     */
    static FileTime changedAt(Path file) throws Exception {
        FileTime changed = Files.getLastModifiedTime(file);
        Path clock = file.resolveSibling("clock");
        for (int ms = 0; ms < 10_000; ms++) {
            Files.write(clock, new byte[1]);
            if (!Files.getLastModifiedTime(clock).equals(changed)) {
                break;
            }
            Thread.sleep(1);
        }
        Files.delete(clock);
        return changed;
    }

    /** Runs the garbage collector now, so that it unmaps all mappings that were left to it. */
    static void collectGarbage() throws InterruptedException {
        // After the second round, all that the first one found is in the queue of the cleaner, a
        // thread of the JDK. After that thread has emptied its queue, it waits.
        for (int round = 0; round < 2; round++) {
            var cleaned = new CountDownLatch(1);
            leaveToTheCollector(cleaned);
            System.gc();
            cleaned.await(10, TimeUnit.SECONDS);
        }
        Thread cleaner = Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("Common-Cleaner")).findFirst().orElseThrow();
        for (int ms = 0; ms < 10_000 && cleaner.getState() != Thread.State.TIMED_WAITING; ms++) {
            Thread.sleep(1);
        }
    }

    private static void leaveToTheCollector(CountDownLatch cleaned) {
        MemorySegment.NULL.reinterpret(1, Arena.ofAuto(), gone -> cleaned.countDown());
    }

    /** Returns the file's bytes as another process reads them. */
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
