//SOURCES ../../Fork.java ../../Libc.java

import module java.base;

/**
 * The program that {@link ForkTest} runs in its own JVM, with the flags of a script that forks.
 *
 * <ul>
 *   <li>{@code count N} forks N children that each add one to a shared page, and prints the sum;
 *   <li>{@code stuck} forks a child that never ends;
 *   <li>{@code orphan} forks a child that prints its PID and never ends, and waits for it;
 *   <li>{@code thrower} forks a child whose task throws an exception;
 *   <li>{@code cold} tries to fork without a warm-up;
 *   <li>{@code classes LOG} forks children that make 200 calls each, and prints by how many bytes
 *       the log of loaded classes grew;
 *   <li>{@code garbage N} forks N children while the heap fills, and each child makes objects.
 * </ul>
 */
final class ForkManyTimes {
    private ForkManyTimes() {}

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    public static void main(String[] args) throws IOException {
        switch (args[0]) {
            case "count" -> count(Integer.parseInt(args[1]));
            case "stuck" -> stuck();
            case "orphan" -> orphan();
            case "thrower" -> thrower();
            case "cold" -> cold();
            case "classes" -> classes(Path.of(args[1]));
            case "garbage" -> garbage(Integer.parseInt(args[1]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void count(int children) {
        MemorySegment p = Libc.mmap(Libc.NULL, 8, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        int failed = 0;
        Fork.warmUp(() -> addOne(Arena.global().allocate(ValueLayout.JAVA_LONG)));
        for (int i = 0; i < children; i++) {
            Libc.Waited waited = Fork.run(DEADLINE, () -> addOne(p));
            failed += waited.exited() && waited.exitStatus() == 0 ? 0 : 1;
        }
        System.out.println("added " + p.get(ValueLayout.JAVA_LONG, 0) + ", failed " + failed);
        printChildrenLeft();
    }

    private static void addOne(MemorySegment p) {
        p.set(ValueLayout.JAVA_LONG, 0, p.get(ValueLayout.JAVA_LONG, 0) + 1);
    }

    private static void classes(Path log) throws IOException {
        var times = new AtomicInteger(1);
        Runnable task = () -> openAndClose(times.get());
        Fork.warmUp(task);
        Fork.runToSuccess(DEADLINE, task);
        long before = Files.size(log);
        Fork.runToSuccess(DEADLINE, task);
        times.set(200);
        Fork.runToSuccess(DEADLINE, task);
        System.out.println("the log grew by " + (Files.size(log) - before));
    }

    private static void openAndClose(int times) {
        for (int i = 0; i < times; i++) {
            Libc.close(Libc.open("/dev/null", Libc.O_RDONLY));
        }
    }

    private static byte[] made;

    private static void garbage(int children) {
        for (int i = 0; i < children; i++) {
            Fork.warmUp(ForkManyTimes::makeObjects);
            Fork.runToSuccess(DEADLINE, ForkManyTimes::makeObjects);
        }
        System.out.println("forked " + children);
    }

    private static void makeObjects() {
        for (int i = 0; i < 10; i++) {
            made = new byte[100_000];
        }
    }

    private static void orphan() {
        Fork.warmUp(() -> printPidAndSpin(0));
        Fork.run(DEADLINE, () -> printPidAndSpin(Long.MAX_VALUE));
    }

    private static void printPidAndSpin(long turns) {
        Fork.print(String.valueOf(Libc.getpid()));
        spin(turns);
    }

    private static void spin(long turns) {
        for (long i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    private static void thrower() {
        Fork.warmUp(() -> {});
        System.out.println(Fork.run(DEADLINE, () -> {
            throw new IllegalStateException("only in the child");
        }));
    }

    private static void cold() {
        try {
            Fork.run(DEADLINE, () -> {});
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        printChildrenLeft();
    }

    private static void stuck() {
        try {
            Fork.warmUp(() -> spin(1));
            Fork.run(Duration.ofMillis(300), () -> spin(Long.MAX_VALUE));
        } catch (Fork.DeadlineException e) {
            System.out.println(e.getMessage().replaceAll("child \\d+", "child PID"));
        }
        printChildrenLeft();
    }

    /** A zombie is still a child. If there is no child, waitpid(2) reports ECHILD. */
    private static void printChildrenLeft() {
        try {
            System.out.println("left: " + Libc.waitpid(-1, Libc.WNOHANG));
        } catch (Libc.ErrnoException e) {
            System.out.println("left: " + e.name);
        }
    }
}
