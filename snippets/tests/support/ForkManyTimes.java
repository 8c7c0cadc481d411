//SOURCES ../../Fork.java ../../Libc.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/**
 * What {@link ForkTest} runs in a JVM of its own, with the flags of a script that forks:
 * {@code count N} forks N children, each adds one to a shared page, and prints what came of it;
 * {@code stuck} forks one that never ends; {@code orphan} does so, too, and waits for it after the
 * child has printed its PID; {@code thrower} forks one whose task throws; {@code garbage N} forks N
 * from heaps that are ever fuller, and each child makes objects.
 */
final class ForkManyTimes {
    private ForkManyTimes() {}

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    public static void main(String[] args) {
        switch (args[0]) {
            case "count" -> count(Integer.parseInt(args[1]));
            case "stuck" -> stuck();
            case "orphan" -> Fork.run(DEADLINE, rehearsal -> {
                Fork.print(String.valueOf(Libc.getpid()), rehearsal);
                while (!rehearsal) {
                    Thread.onSpinWait();
                }
            });
            case "thrower" -> System.out.println(Fork.run(DEADLINE, rehearsal -> {
                if (!rehearsal) {
                    throw new IllegalStateException("only in the child");
                }
            }));
            case "garbage" -> garbage(Integer.parseInt(args[1]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void count(int children) {
        MemorySegment p = Libc.mmap(Libc.NULL, 8, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        int failed = 0;
        for (int i = 0; i < children; i++) {
            Libc.Waited waited = Fork.run(DEADLINE, rehearsal -> {
                long step = rehearsal ? 0 : 1;
                p.set(ValueLayout.JAVA_LONG, 0, p.get(ValueLayout.JAVA_LONG, 0) + step);
            });
            failed += waited.exited() && waited.exitStatus() == 0 ? 0 : 1;
        }
        System.out.println("added " + p.get(ValueLayout.JAVA_LONG, 0) + ", failed " + failed);
        printChildrenLeft();
    }

    private static byte[] made;

    private static void garbage(int children) {
        for (int i = 0; i < children; i++) {
            makeObjects();
            Fork.runToSuccess(DEADLINE, rehearsal -> makeObjects());
        }
        System.out.println("forked " + children);
    }

    private static void makeObjects() {
        for (int i = 0; i < 10; i++) {
            made = new byte[100_000];
        }
    }

    private static void stuck() {
        try {
            Fork.run(Duration.ofMillis(300), rehearsal -> {
                while (!rehearsal) {
                    Thread.onSpinWait();
                }
            });
        } catch (Fork.DeadlineException e) {
            System.out.println(e.getMessage().replaceAll("child \\d+", "child PID"));
        }
        printChildrenLeft();
    }

    /** A zombie would still be a child; without any, the kernel answers ECHILD. */
    private static void printChildrenLeft() {
        try {
            System.out.println("left: " + Libc.waitpid(-1, Libc.WNOHANG));
        } catch (Libc.ErrnoException e) {
            System.out.println("left: " + e.name);
        }
    }
}
