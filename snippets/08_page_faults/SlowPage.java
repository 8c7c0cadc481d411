///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC
//RUNTIME_OPTIONS -Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1
//RUNTIME_OPTIONS -Xlog:safepoint:stdout:none
//SOURCES ../Fork.java ../Libc.java ../Script.java
//DESCRIPTION 8. A page that comes late stops every thread of the JVM, not only its reader

/*
 * A thread reads a mapped page that takes half a second to come, as on a slow disk. Meanwhile
 * another thread asks for a garbage collection. For that the JVM must stop all threads, and a
 * thread that waits in a page fault cannot stop. So all threads wait for the disk.
 *
 * The slow disk is a forked child: by userfaultfd(2) it brings in the page, later.
 *
 *     $ jbang slow-page
 *     Safepoint "SerialGCCollect", …, Reaching safepoint: 496071523 ns, …
 *     the page came after                         501 ms
 *     a garbage collection took                   499 ms
 *     a thread that reads no page stood still for 498 ms
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import picocli.CommandLine.Option;

static final long MODE_MISSING = 1;   // UFFDIO_REGISTER_MODE_MISSING, <linux/userfaultfd.h>
static final Duration DEADLINE = Duration.ofSeconds(20);

@Option(names = "--delay", defaultValue = "500", description = "How late the page comes, in ms.")
long delayMs = 500;

void main(String... args) {
    Script.run(this, "slow-page", "Let a page come late, and measure which threads wait for it.",
        args, () -> run(Arena.global()));
}

void run(Arena arena) throws Exception {
    long page = Libc.pageSize();
    MemorySegment p = Libc.mmap(arena, 2 * page, Libc.PROT_READ | Libc.PROT_WRITE,
        Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
    int uffd = Libc.userfaultfd(Libc.O_CLOEXEC | Libc.UFFD_USER_MODE_ONLY);
    int[] pipe = Libc.pipe2(Libc.O_CLOEXEC);
    Libc.ioctl(uffd, Libc.UFFDIO_API, arena.allocateFrom(ValueLayout.JAVA_LONG, 0xAA, 0, 0));
    Libc.ioctl(uffd, Libc.UFFDIO_REGISTER, arena.allocateFrom(ValueLayout.JAVA_LONG,
        p.address(), p.byteSize(), MODE_MISSING, 0));
    // An event has 32 bytes. In the warm-up, the pipe plays the userfaultfd.
    MemorySegment event = arena.allocate(32);
    Libc.write(pipe[1], event, 32);
    Fork.warmUp(() -> bringIn(pipe[0], uffd, pipe[1], event, zeroPage(arena, p, page), 1));
    Libc.read(pipe[0], event, 2);

    MemorySegment first = zeroPage(arena, p, 0);
    var disk = Thread.ofPlatform().daemon().start(() -> Fork.runToSuccess(DEADLINE,
        () -> bringIn(uffd, uffd, pipe[1], event, first, delayMs * 1_000_000)));
    Libc.read(pipe[0], event, 1);   // the child waits for the page fault
    var page0 = new CompletableFuture<Long>();
    Thread.ofPlatform().daemon().start(() -> {
        long start = System.nanoTime();
        p.get(ValueLayout.JAVA_BYTE, 0);
        page0.complete(System.nanoTime() - start);
    });
    Libc.read(pipe[0], event, 1);   // the thread is in the page fault
    var done = new AtomicBoolean();
    var running = new CountDownLatch(1);
    var bystander = CompletableFuture.supplyAsync(() -> longestGapNanos(running, done));
    running.await();
    long start = System.nanoTime();
    System.gc();
    long collected = System.nanoTime() - start;
    done.set(true);
    print("the page came after", page0.get());
    print("a garbage collection took", collected);
    print("a thread that reads no page stood still for", bystander.get());
    disk.join();
}

/** The structure for UFFDIO_ZEROPAGE: address, length, mode, and room for the result. */
MemorySegment zeroPage(Arena arena, MemorySegment p, long offset) {
    return arena.allocateFrom(ValueLayout.JAVA_LONG,
        p.address() + offset, Libc.pageSize(), 0, 0);
}

/** In the child: waits for a page fault, sleeps, and then lets the page be zeros. */
void bringIn(int events, int uffd, int reports, MemorySegment event, MemorySegment zeroPage,
        long delayNanos) {
    Libc.write(reports, event, 1);
    Libc.read(events, event, 32);
    Libc.write(reports, event, 1);
    event.set(ValueLayout.JAVA_INT, 0, 0);
    Libc.futexWait(event, 0, delayNanos);   // nobody wakes it
    Libc.ioctl(uffd, Libc.UFFDIO_ZEROPAGE, zeroPage);
}

long longestGapNanos(CountDownLatch running, AtomicBoolean done) {
    long longest = 0;
    long last = System.nanoTime();
    running.countDown();
    for (boolean wasDone = false; !wasDone; ) {
        wasDone = done.get();
        longest = Math.max(longest, -last + (last = System.nanoTime()));
    }
    return longest;
}

void print(String what, long nanos) {
    IO.println("%-43s %d ms".formatted(what, nanos / 1_000_000));
}
