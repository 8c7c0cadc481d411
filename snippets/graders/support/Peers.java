//SOURCES ForkedChild.java

import module java.base;

/** Processes and threads that work on the same memory as the learner's code, at the same time. */
final class Peers {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private Peers() {}

    /**
     * Forks children that run the task, and that all begin at the same moment. Returns how they
     * ended, as {@link ForkedChild#end} does. As with {@link Fork}, the task has to run once in the
     * parent first.
     *
     * @param task gets the number of the child, from 0 on
     */
    static List<String> processes(int count, Duration deadline, IntConsumer task) {
        long end = System.nanoTime() + deadline.toNanos();
        var children = new ArrayList<ForkedChild>();
        try (Arena arena = Arena.ofConfined()) {
            awaitAll(arena.allocate(4));   // so that the accesses are linked
            MemorySegment missing = Libc.mmap(arena, 4, Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
            missing.set(ValueLayout.JAVA_INT, 0, count);
            for (int child = 0; child < count; child++) {
                int number = child;
                children.add(ForkedChild.start(() -> {
                    awaitAll(missing);
                    task.accept(number);
                    return 0;
                }));
            }
            return children.stream()
                .map(child -> child.end(Duration.ofNanos(end - System.nanoTime()))).toList();
        } finally {
            children.forEach(ForkedChild::close);
        }
    }

    private static void awaitAll(MemorySegment missing) {
        INT.getAndAdd(missing, 0L, -1);
        while ((int) INT.getVolatile(missing, 0L) > 0) {
            Thread.onSpinWait();
        }
    }

    /** What a peer does with the new value of the long that it watches. */
    interface Reaction {
        void to(long value) throws Exception;
    }

    /** A thread that reacts to each change of a long, until it is closed. */
    static final class Watcher implements AutoCloseable {
        private final FutureTask<Void> watching;
        private volatile boolean closed;

        private Watcher(MemorySegment page, long offset, Reaction reaction) {
            long first = (long) LONG.getVolatile(page, offset);
            watching = new FutureTask<>(() -> {
                for (long seen = first; !closed; Thread.onSpinWait()) {
                    long now = (long) LONG.getVolatile(page, offset);
                    if (now != seen) {
                        seen = now;
                        reaction.to(now);
                    }
                }
                return null;
            });
            Thread.ofPlatform().daemon().start(watching);
        }

        /** Ends the thread. Throws what the reaction threw. */
        @Override
        public void close() throws Exception {
            closed = true;
            watching.get();
        }
    }

    /**
     * Starts a thread that watches a long without a pause, and reacts at once when it changes. The
     * page must stay mapped until the watcher is closed.
     */
    static Watcher watch(MemorySegment page, long offset, Reaction reaction) {
        return new Watcher(page, offset, reaction);
    }

    /**
     * Runs the tasks in threads of their own, which begin at the same moment. Throws what one of
     * them threw.
     */
    @SafeVarargs
    static <T> List<T> threads(Duration deadline, Callable<T>... tasks) throws Exception {
        var begin = new CyclicBarrier(tasks.length);
        var running = new ArrayList<FutureTask<T>>();
        for (Callable<T> task : tasks) {
            running.add(new FutureTask<>(() -> {
                begin.await();
                return task.call();
            }));
            Thread.ofPlatform().daemon().start(running.getLast());
        }
        long end = System.nanoTime() + deadline.toNanos();
        var results = new ArrayList<T>();
        for (FutureTask<T> task : running) {
            results.add(task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        }
        return results;
    }
}
