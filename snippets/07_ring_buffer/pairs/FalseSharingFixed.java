///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../../Libc.java ../../Script.java
//DESCRIPTION 7. Fixed: the counters of false-sharing, each in its own cache line

/*
 * The broken version is FalseSharing.java. Here the counters are 128 bytes apart, so they are in
 * different cache lines. 64 bytes are not enough, because some processors fetch two lines at once.
 * On some, a line has 128 bytes.
 *
 *     $ jbang false-sharing-fixed
 *     tail at byte 0, head at byte 128: different lines of 64 bytes
 *     111 million steps a second
 */

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
static final long TAIL = 0, HEAD = 128;   // offsets in bytes
static final Path LINE_BYTES =
    Path.of("/sys/devices/system/cpu/cpu0/cache/index0/coherency_line_size");

@Option(names = "--seconds", paramLabel = "N", description = "How long to count. Default: 2.")
int seconds = 2;

void main(String... args) {
    Script.run(this, "false-sharing-fixed", "Let two threads count, each for itself.", args, () -> {
        Script.require(seconds >= 1, "--seconds from 1.");
        long lineBytes = Files.isReadable(LINE_BYTES)
            ? Long.parseLong(Files.readString(LINE_BYTES).strip()) : 64;
        IO.println("tail at byte " + TAIL + ", head at byte " + HEAD + ": "
            + (TAIL / lineBytes == HEAD / lineBytes ? "the same line" : "different lines")
            + " of " + lineBytes + " bytes");
        MemorySegment p = Libc.mmap(Libc.NULL, Libc.pageSize(), Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        try {
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            Thread consumer = Thread.ofPlatform().start(() -> count(p, HEAD, end));
            count(p, TAIL, end);
            consumer.join();
            long steps = (long) LONG.get(p, TAIL) + (long) LONG.get(p, HEAD);
            IO.println(steps / seconds / 1_000_000 + " million steps a second");
        } finally {
            Libc.munmap(p, p.byteSize());
        }
    });
}

void count(MemorySegment p, long offset, long end) {
    while (System.nanoTime() < end) {
        for (int i = 0; i < 1000; i++) {
            // getAndAdd waits for the cache line. A plain store would not wait for it.
            LONG.getAndAdd(p, offset, 1L);
        }
    }
}
