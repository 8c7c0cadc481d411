///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES ../Libc.java ../Script.java
//DESCRIPTION 5. Write a counter into a shared mapping that any process can read

/*
 * Writes a counter into a shared mapping of a file, from which Reader.java prints it in another
 * terminal. The two processes have only the name of the file in common. This is section 4.1 of the
 * tutorial 内存映射通信 ("IPC by memory mapping").
 *
 *     $ jbang writer -v --count 2
 *     testmmap: 0 bytes found, 10 bytes mapped shared
 *     wrote 100
 *     wrote 101
 *
 * The tutorial opens the file with O_TRUNC. So a second writer truncates the file while other
 * processes have it mapped, and a process that touches the mapping at that moment gets SIGBUS. Here
 * only --truncate does that.
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import picocli.CommandLine.Option;

static final long LENGTH_BYTES = 10;

// Writes are volatile because other processes read. A compiler may not delay or merge such writes.
// An aligned int is one store, so no reader sees half a value.
static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

@Option(names = "--file", paramLabel = "FILE", description = "The file to map. Default: testmmap.")
String file;

@Option(names = "--interval", paramLabel = "MS",
    description = "Milliseconds between two values. Default: 1000.")
int intervalMs = 1000;

@Option(names = "--count", paramLabel = "N",
    description = "How many values to write. Default: unlimited.")
long count = Long.MAX_VALUE;

@Option(names = "--start", paramLabel = "N", description = "The first value. Default: 100.")
int start = 100;

@Option(names = "--truncate", description = "Open the file with O_TRUNC, as the tutorial does.")
boolean truncate;

@Option(names = "--force", description = "Write into a file even if no writer made it.")
boolean force;

void main(String... args) {
    Script.run(this, "writer", "Write a counter into a shared mapping of a file.", args, () -> {
        Script.require(intervalMs >= 0 && count > 0, "--interval must be >= 0, --count >= 1.");
        MemorySegment p = map(file == null ? "testmmap" : file);
        try {
            write(p);
        } finally {
            Libc.munmap(p, p.byteSize());
        }
    });
}

MemorySegment map(String path) {
    int noLink = file == null ? Libc.O_NOFOLLOW : 0;   // it may lead to a file of yours
    int fd = Libc.open(path, Libc.O_RDWR | Libc.O_CREAT | noLink, 0664);
    try {
        long foundBytes = Libc.fstat(fd).sizeBytes();
        // The default file testmmap belongs to the course, so it may have any content.
        if (file != null && !force && foundBytes > 0 && !madeByWriter(fd, foundBytes)) {
            throw Script.refusal(path + " has content that no writer wrote, so it is unchanged;"
                + " use --force to write into it");
        }
        if (truncate) {
            Libc.close(Libc.open(path, Libc.O_RDWR | Libc.O_TRUNC));
        }
        // Never make the file shorter, because another process may have the rest mapped.
        if (truncate || foundBytes < LENGTH_BYTES) {
            Libc.ftruncate(fd, LENGTH_BYTES);
        }
        long length = Libc.lseek(fd, 0, Libc.SEEK_END);
        Script.explain("%s: %d bytes found, %d bytes mapped shared", path, foundBytes, length);
        return Libc.mmap(Libc.NULL, length,
            Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
    } finally {
        Libc.close(fd);
    }
}

/** Whether the file has ten bytes, with zeros after the int, as a writer leaves it. */
boolean madeByWriter(int fd, long foundBytes) {
    try (var arena = Arena.ofConfined()) {
        MemorySegment bytes = arena.allocate(LENGTH_BYTES);
        return foundBytes == LENGTH_BYTES && Libc.read(fd, bytes, LENGTH_BYTES) == LENGTH_BYTES
            && bytes.asSlice(Integer.BYTES).mismatch(arena.allocate(6)) == -1;
    }
}

void write(MemorySegment p) throws InterruptedException {
    for (long n = 0; n < count; n++) {
        if (n > 0) {
            Thread.sleep(intervalMs);
        }
        int value = start + (int) n;
        INT.setVolatile(p, 0L, value);
        Script.explain("wrote %d", value);
    }
}
