///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Libc.java ../Script.java
//DESCRIPTION 5. Write a counter into a shared mapping, for any process to read

/*
 * Two processes that know of each other only the name of a file share its page of memory. This one
 * writes a counter there and says nothing; Reader.java, in another terminal, tells.
 * Section 4.1 of the document.
 *
 *     $ jbang writer -v --count 3
 *     testmmap: 0 bytes found, 10 bytes mapped shared
 *     wrote 100
 *     wrote 101
 *     wrote 102
 *
 * The document opens with O_TRUNC: a second writer cuts the file under everyone who has it mapped,
 * and who touches it in that moment dies of SIGBUS. Here only --truncate does that.
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import picocli.CommandLine.Option;

static final long LENGTH_BYTES = 10;

// Volatile, as the readers are other processes: the compiler may neither keep such a write back nor
// join two of them. An aligned int is one store for the processor, so nobody sees half of it.
static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

@Option(names = "--file", paramLabel = "FILE", description = "The file to map. Default: testmmap.")
String file;

@Option(names = "--interval", paramLabel = "MS",
    description = "Milliseconds between two values. Default: 1000.")
int intervalMs = 1000;

@Option(names = "--count", paramLabel = "N",
    description = "How many values to write. Default: no end.")
long count = Long.MAX_VALUE;

@Option(names = "--start", paramLabel = "N", description = "The first value. Default: 100.")
int start = 100;

@Option(names = "--truncate", description = "Open with O_TRUNC, as the document does.")
boolean truncate;

@Option(names = "--force", description = "Write into a file that has other content.")
boolean force;

void main(String... args) {
    Script.run(this, "writer", "Write a counter into a shared mapping of a file.", args, () -> {
        Script.require(intervalMs >= 0 && count > 0, "--interval from 0, --count from 1.");
        MemorySegment p = map(file == null ? "testmmap" : file);
        try {
            write(p);
        } finally {
            Libc.munmap(p, p.byteSize());
        }
    });
}

MemorySegment map(String path) {
    int fd = Libc.open(path, Libc.O_RDWR | Libc.O_CREAT, 0664);
    try {
        long foundBytes = Libc.fstat(fd).sizeBytes();
        // Looked at before anything is changed. testmmap, if not named, is the course's own file.
        if (file != null && !force && foundBytes > 0 && !madeByWriter(fd, foundBytes)) {
            throw Script.refusal(path + " has content that is not a writer's and is left as it is;"
                + " --force writes over it");
        }
        if (truncate) {
            Libc.close(Libc.open(path, Libc.O_RDWR | Libc.O_TRUNC));
        }
        // Never shorter: whoever has the rest mapped would lose it.
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

/** Ten bytes, zeros behind the int: what a writer leaves, and what another one may join. */
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
