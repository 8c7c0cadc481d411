///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC -Xshare:auto
//SOURCES ../Libc.java ../Proc.java ../Script.java ../support/TemporaryFolder.java
//DESCRIPTION 8. Count the page faults of reading a mapped file: access, advice, cold or warm

/*
 * Maps a file and reads one byte of each page that the access visits. Then it shows what this has
 * cost. A minor fault found the page in the page cache, a major fault had to wait for the disk.
 *
 *     $ jbang faults --access sequential
 *     file          4096 pages, 4096 in the page cache
 *     sequential    4096 touches
 *     minor faults  256
 *     major faults  0
 *     time          27.3 ms
 *     afterwards    4096 pages in the page cache
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

static final int OWN_FILE_BYTES = 16 << 20;

enum Access { sequential, backward, random }

static final Map<String, Integer> ADVICE = Map.of("normal", Libc.MADV_NORMAL,
    "random", Libc.MADV_RANDOM, "sequential", Libc.MADV_SEQUENTIAL,
    "willneed", Libc.MADV_WILLNEED, "populate", Libc.MADV_POPULATE_READ);

@Parameters(arity = "0..1", paramLabel = "FILE",
    description = "The file to read. Without it, a new file of 16 MiB.")
Path file;

@Option(names = "--access", defaultValue = "sequential",
    description = "${COMPLETION-CANDIDATES}; random visits a tenth of the pages.")
Access access = Access.sequential;

@Option(names = "--advice", defaultValue = "normal",
    description = "For madvise(2): normal, random, sequential, willneed or populate.")
String advice = "normal";

@Option(names = "--cold", description = "Drop the file from the page cache first.")
boolean cold;

void main(String... args) {
    Script.run(this, "faults", "Map a file, touch its pages, and count the page faults.", args,
        () -> {
            Script.require(ADVICE.containsKey(advice), "Unknown advice: " + advice);
            try (var folder = TemporaryFolder.in(Path.of("/var/tmp"), "mmap-course-faults")) {
                measure(file != null ? file
                    : Files.write(folder.path.resolve("data"), new byte[OWN_FILE_BYTES]));
            }
        });
}

void measure(Path target) throws Exception {
    try (var channel = FileChannel.open(target); Arena arena = Arena.ofConfined()) {
        channel.force(true);   // because Linux drops only pages that are on the disk
        int fd = Libc.open(target.toString(), Libc.O_RDONLY);
        try {
            if (cold) {
                Libc.posix_fadvise(fd, 0, 0, Libc.POSIX_FADV_DONTNEED);
            }
            measure(fd, Libc.mmap(arena, channel.size(), Libc.PROT_READ, Libc.MAP_SHARED, fd, 0));
        } finally {
            Libc.close(fd);
        }
    }
}

void measure(int fd, MemorySegment p) {
    long pages = Math.ceilDiv(p.byteSize(), Libc.pageSize());
    long[] offsets = offsets(pages);
    touch(p, new long[0]);   // so that the JVM's own first touches are not counted
    Libc.madvise(p, p.byteSize(), Libc.MADV_NORMAL);
    IO.println("file          %d pages, %d in the page cache".formatted(
        pages, Proc.cachedPages(fd)));
    Libc.Rusage before = Libc.getrusage(Libc.RUSAGE_THREAD);
    long start = System.nanoTime();
    Libc.madvise(p, p.byteSize(), ADVICE.get(advice));
    touch(p, offsets);
    double ms = (System.nanoTime() - start) / 1e6;
    Libc.Rusage faults = Libc.getrusage(Libc.RUSAGE_THREAD).since(before);
    IO.println("%-13s %d touches".formatted(access, offsets.length));
    IO.println("minor faults  " + faults.minorFaults());
    IO.println("major faults  " + faults.majorFaults());
    IO.println("time          %.1f ms".formatted(ms));
    IO.println("afterwards    " + Proc.cachedPages(fd) + " pages in the page cache");
}

long[] offsets(long pages) {
    LongStream numbers = switch (access) {
        case sequential -> LongStream.range(0, pages);
        case backward -> LongStream.range(0, pages).map(page -> pages - 1 - page);
        case random -> new SplittableRandom(1).longs(Math.ceilDiv(pages, 10), 0, pages);
    };
    return numbers.map(page -> page * Libc.pageSize()).toArray();
}

byte touch(MemorySegment p, long[] offsets) {
    byte sum = 0;
    for (long offset : offsets) {
        sum += p.get(ValueLayout.JAVA_BYTE, offset);
    }
    return sum;
}
