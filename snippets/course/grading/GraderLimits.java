//SOURCES ../../Libc.java

import module java.base;

/** What the processes of one grading may use. Linux enforces some limits, the runner the others. */
final class GraderLimits {
    private static final long GIB = 1L << 30;
    // Exercises make sparse files of a few GiB, so the length of a file says little.
    private static final long FILE_BYTES = 8 * GIB;
    private static final long PRIVATE_BYTES = 8 * GIB;
    private static final int DESCRIPTORS = 1024;
    private static final int MORE_THREADS = 2048;

    private static final int PROCESSES = 500;
    private static final long MEMORY_BYTES = 3 * GIB / 2;
    private static final long DISK_BYTES = GIB / 2;
    private static final int FILES = 20_000;
    private static final int SAMPLES = 16;
    private static final int SMALL_FILE_BYTES = 1 << 20;

    private GraderLimits() {}

    /** Sets the limits that Linux enforces. The process and its children cannot raise them. */
    static void set(Process process) {
        int pid = (int) process.pid();
        try {
            Libc.prlimit(pid, Libc.RLIMIT_CORE, 0);
            Libc.prlimit(pid, Libc.RLIMIT_FSIZE, FILE_BYTES);
            Libc.prlimit(pid, Libc.RLIMIT_DATA, PRIVATE_BYTES);
            Libc.prlimit(pid, Libc.RLIMIT_NOFILE, DESCRIPTORS);
            Libc.prlimit(pid, Libc.RLIMIT_NPROC, threadsOfUser() + MORE_THREADS);
            // Linux kills this process first if the machine runs out of memory.
            Files.writeString(Path.of("/proc/" + pid + "/oom_score_adj"), "1000");
        } catch (Libc.ErrnoException | IOException endedOrNotAllowed) {
            // In some containers /proc is read-only, or a limit is lower already.
        }
    }

    /** The limit of processes counts all threads of the user, also those of other programs. */
    private static long threadsOfUser() throws IOException {
        long threads = 0;
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                threads += threads(entry);
            }
        }
        return threads;
    }

    private static int threads(Path entry) {
        try {
            return (int) Files.getAttribute(entry.resolve("task"), "unix:nlink") - 2;
        } catch (IOException ended) {
            return 0;
        }
    }

    /**
     * Returns which limit the processes exceed, as a sentence. Returns an empty text if they exceed
     * none.
     */
    static String exceeded(List<Integer> processes, Path folder) {
        long memory = 0;
        long disk = usedBy(folder);
        for (int pid : processes) {
            memory += memoryOf(pid, "status", "Rss(Anon|Shmem):");
            disk += deletedFilesOf(pid);
        }
        if (memory > MEMORY_BYTES) {
            // Forked children share most pages. These figures count each page once, but take
            // milliseconds to make, so only some processes are measured.
            int step = processes.size() / SAMPLES + 1;
            memory = 0;
            for (int i = 0; i < processes.size(); i += step) {
                memory += step * memoryOf(processes.get(i), "smaps_rollup",
                    "Pss_(Anon|Shmem):");
            }
        }
        return processes.size() > PROCESSES ? "it started more than " + PROCESSES + " processes"
            : memory > MEMORY_BYTES ? "it used more than " + (MEMORY_BYTES >> 20) + " MiB of memory"
            : disk > DISK_BYTES ? "it stored more than " + (DISK_BYTES >> 20) + " MiB in files"
            : "";
    }

    private static long memoryOf(int pid, String file, String names) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/" + file))) {
            return lines.filter(line -> line.matches(names + ".*"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).sum();
        } catch (IOException | UncheckedIOException ended) {
            return 0;
        }
    }

    /** Returns the space of files that have no name any more, and of memfds. */
    private static long deletedFilesOf(int pid) {
        long bytes = 0;
        try (var links = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path link : links) {
                if (Files.readSymbolicLink(link).toString().endsWith(" (deleted)")) {
                    bytes += usedBy(link, Libc.O_PATH);
                }
            }
        } catch (IOException | DirectoryIteratorException ended) {
            return bytes;
        }
        return bytes;
    }

    private static long usedBy(Path file, int flags) {
        try {
            int fd = Libc.open(file.toString(), flags | Libc.O_CLOEXEC);
            try {
                return 512 * Libc.fstat(fd).blocks();
            } finally {
                Libc.close(fd);
            }
        } catch (Libc.ErrnoException gone) {
            return 0;
        }
    }

    /** Returns the disk space of a folder. A sparse file counts with the blocks that it has. */
    private static long usedBy(Path folder) {
        var bytes = new AtomicLong();
        var files = new AtomicInteger();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes.addAndGet(attributes.size() < SMALL_FILE_BYTES ? attributes.size()
                        : usedBy(file, Libc.O_PATH | Libc.O_NOFOLLOW));
                    if (files.incrementAndGet() > FILES) {
                        bytes.set(Long.MAX_VALUE / 2);
                        return FileVisitResult.TERMINATE;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | UncheckedIOException gone) {
            // The code may delete a folder meanwhile.
        }
        return bytes.get();
    }
}
