///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../../Libc.java ../../Script.java
//DESCRIPTION 7. Fixed: the mailbox of no-release, with release and acquire

/*
 * The broken version is NoRelease.java. This one uses release and acquire. If getAcquire() reads
 * the value of a setRelease(), then all writes before that setRelease() are visible, too. And a
 * loop with getAcquire() reads the memory each time.
 *
 *     $ jbang no-release-fixed
 *     184869 messages, each taken before the next
 *
 * On x86 these are the same instructions as plain accesses, so they only restrict the compiler. On
 * aarch64 they are other instructions (stlr, ldar), which also restrict the processor.
 */

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import picocli.CommandLine.Option;

static final VarHandle BOOLEAN = ValueLayout.JAVA_BOOLEAN.varHandle();
static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
static final long FULL = 0, MESSAGE = 64;   // offsets in bytes
static final long AT_LEAST = 100;   // messages, even if the machine is busy

@Option(names = "--seconds", paramLabel = "N", description = "How long to send. Default: 2.")
int seconds = 2;

void main(String... args) {
    Script.run(this, "no-release-fixed", "Send through a mailbox of one message.", args, () -> {
        Script.require(seconds >= 1, "--seconds from 1.");
        MemorySegment p = Libc.mmap(Libc.NULL, Libc.pageSize(), Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        Thread consumer = Thread.ofPlatform().start(() -> consume(p));
        long message = 0, end = System.nanoTime() + seconds * 1_000_000_000L;
        try {
            while (message < AT_LEAST || System.nanoTime() < end) {
                send(p, ++message, System.nanoTime() + seconds * 1_000_000_000L);
            }
            IO.println(message + " messages, each taken before the next");
        } finally {
            consumer.interrupt();
            consumer.join();
            Libc.munmap(p, p.byteSize());
        }
    });
}

void send(MemorySegment p, long message, long deadline) {
    LONG.set(p, MESSAGE, message);
    BOOLEAN.setRelease(p, FULL, true);
    while ((boolean) BOOLEAN.getAcquire(p, FULL)) {
        if (System.nanoTime() > deadline) {
            throw Script.refusal("message " + message + ": the loop sees a full box; in memory it"
                + " is " + ((boolean) BOOLEAN.getVolatile(p, FULL) ? "full" : "empty"));
        }
    }
}

void consume(MemorySegment p) {
    for (long next = 1; !Thread.interrupted(); Thread.yield()) {
        if ((boolean) BOOLEAN.getAcquire(p, FULL) && (long) LONG.get(p, MESSAGE) == next) {
            next++;
            BOOLEAN.setRelease(p, FULL, false);
        }
    }
}
