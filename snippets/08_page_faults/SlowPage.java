///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC
//RUNTIME_OPTIONS -Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1
//RUNTIME_OPTIONS -Xlog:safepoint:stdout:none
//SOURCES ../Libc.java ../Script.java LatePage.java PunchedPage.java UserfaultPage.java
//DESCRIPTION 8. A page that comes late stops every thread of the JVM, not only its reader

/*
 * A thread touches a mapped page that takes half a second to come, as on a slow disk. Meanwhile
 * another thread asks for a garbage collection. For that the JVM must stop all threads, and a
 * thread that waits in a page fault cannot stop. So all threads wait for the disk.
 *
 * The slow disk is a forked child: by userfaultfd(2) it brings in the page, later. Where that is
 * not allowed, or with --hole, another thread punches a hole into a file in memory. The page lies
 * in this hole, and comes when the hole is ready. This is slow, because the file is mapped often.
 *
 *     $ jbang slow-page
 *     why the page is late: another process brings it in later, by userfaultfd
 *     Safepoint "SerialGCCollect", …, Reaching safepoint: 496071523 ns, …
 *     the page came after                           501 ms
 *     a garbage collection took                     499 ms
 *     a thread that touches no page stood still for 498 ms
 */

import java.lang.foreign.Arena;
import picocli.CommandLine.Option;

@Option(names = "--delay", defaultValue = "500",
    description = "How late the page comes, in ms, if userfaultfd is allowed.")
long delayMs = 500;

@Option(names = "--hole", description = "Do without userfaultfd: punch a hole into memory.")
boolean hole;

void main(String... args) {
    Script.run(this, "slow-page", "Let a page come late, and measure which threads wait for it.",
        args, () -> run(Arena.global()));
}

void run(Arena arena) throws Exception {
    LatePage page = latePage(arena);
    IO.println("why the page is late: " + page.reason());
    var touch = new FutureTask<>(page::touchNanos);
    Thread.ofPlatform().daemon().start(touch);
    page.awaitFault();
    var done = new AtomicBoolean();
    var running = new CountDownLatch(1);
    var bystander = CompletableFuture.supplyAsync(() -> longestGapNanos(running, done));
    running.await();
    long start = System.nanoTime();
    System.gc();
    long collected = System.nanoTime() - start;
    done.set(true);
    print("the page came after", touch.get());
    print("a garbage collection took", collected);
    print("a thread that touches no page stood still for", bystander.get());
}

LatePage latePage(Arena arena) {
    if (!hole) {
        try {
            return new UserfaultPage(arena, delayMs);
        } catch (Libc.ErrnoException notAllowed) {
            IO.println(notAllowed.getMessage());
        }
    }
    return new PunchedPage(arena);
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
    IO.println("%-45s %d ms".formatted(what, nanos / 1_000_000));
}
