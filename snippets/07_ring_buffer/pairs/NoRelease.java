///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../../Libc.java ../../Script.java
//DESCRIPTION 7. Broken: a mailbox without release and acquire, whose producer waits forever

/*
 * The producer fills a mailbox and waits until it is empty again. It uses plain accesses, so the
 * compiler may assume that no other thread writes here. "full" was set to true, so the compiled
 * loop does not read it again.
 *
 *     $ jbang no-release
 *     no-release: message 108: the loop sees a full box; in memory it is empty
 *
 * Messages arrive until the loop is compiled. The processor is not the cause on x86, which keeps
 * stores in order. aarch64 may also reorder them. With an int instead of the boolean the program
 * may work, by luck. The fixed version is NoReleaseFixed.java.
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
    Script.run(this, "no-release", "Send through a mailbox of one message.", args, () -> {
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
    BOOLEAN.set(p, FULL, true);
    while ((boolean) BOOLEAN.get(p, FULL)) {
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
