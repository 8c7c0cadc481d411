///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../../Libc.java ../../Script.java
//DESCRIPTION 7. Broken: a consumer checks before it announces its sleep, and misses a message

/*
 * The consumer looks for a message, finds none, marks itself as asleep, and sleeps. If a producer
 * comes between the look and the mark, it sees no mark and wakes nobody. That happens seldom. Here
 * the producer always comes at this moment. The fixed version is LostWakeUpFixed.java.
 *
 *     $ jbang lost-wake-up
 *     consumer: nothing there
 *     producer: message 42 is there, nobody sleeps
 *     consumer: going to sleep
 *     lost-wake-up: slept 2 s, and message 42 was there all the time
 */

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import picocli.CommandLine.Option;

static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
static final long MARK = 0, MESSAGE = 64;   // offsets in bytes
static final int NOBODY = 0, ASLEEP = 1;

@Option(names = "--seconds", paramLabel = "N", description = "How long to sleep. Default: 2.")
int seconds = 2;

void main(String... args) {
    Script.run(this, "lost-wake-up", "Sleep until a message comes.", args, () -> {
        Script.require(seconds >= 1, "--seconds from 1.");
        MemorySegment p = Libc.mmap(Libc.NULL, Libc.pageSize(), Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        try {
            IO.println("consumer: message " + consume(p));
        } finally {
            Libc.munmap(p, p.byteSize());
        }
    });
}

int consume(MemorySegment p) throws InterruptedException {
    while (true) {
        if ((int) INT.getVolatile(p, MESSAGE) != 0) {
            return (int) INT.getVolatile(p, MESSAGE);
        }
        IO.println("consumer: nothing there");
        // The producer comes now, between the look and the mark.
        Thread.ofPlatform().start(() -> produce(p)).join();
        INT.setVolatile(p, MARK, ASLEEP);
        IO.println("consumer: going to sleep");
        if (!Libc.futexWait(p.asSlice(MARK, Integer.BYTES), ASLEEP, seconds * 1_000_000_000L)) {
            throw Script.refusal("slept " + seconds + " s, and message "
                + INT.getVolatile(p, MESSAGE) + " was there all the time");
        }
    }
}

void produce(MemorySegment p) {
    INT.setVolatile(p, MESSAGE, 42);
    boolean asleep = (int) INT.getAndSet(p, MARK, NOBODY) == ASLEEP;
    if (asleep) {
        Libc.futexWake(p.asSlice(MARK, Integer.BYTES), 1);
    }
    IO.println("producer: message 42 is there, "
        + (asleep ? "somebody sleeps and is woken" : "nobody sleeps"));
}
