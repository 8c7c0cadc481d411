//SOURCES ../../09_durability/Cut.java ../../09_durability/Disk.java
//SOURCES ../../09_durability/PowerCutImages.java ../../09_durability/PowerCutLab.java
//SOURCES ../../09_durability/SimulatedDisk.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Runs a learner's store in the power-cut lab. */
final class PowerCuts {
    private PowerCuts() {}

    /** An operation on a disk. */
    interface Operation {
        void run(Disk disk, int n) throws Exception;
    }

    /** The recovery of a state from a disk. */
    interface Recovery {
        Object run(Disk disk) throws Exception;
    }

    /** Returns a store that begins with what operation 0 leaves, synchronised. */
    static PowerCutLab.Store store(Operation operation, Recovery recovery,
            IntFunction<Object> promised) {
        return new PowerCutLab.Store() {
            @Override
            public void prepare(Disk disk) throws Exception {
                operation.run(disk, 0);
            }

            @Override
            public void apply(Disk disk, int n) throws Exception {
                operation.run(disk, n);
            }

            @Override
            public Object recover(Disk disk) throws Exception {
                return recovery.run(disk);
            }

            @Override
            public Object promised(int n) {
                return promised.apply(n);
            }
        };
    }

    /** Fails with the smallest cut that breaks the store in one of its first operations. */
    static void assertNone(PowerCutLab.Store store, int operations) throws Exception {
        long seed = ThreadLocalRandom.current().nextInt(1000);
        Optional<Cut> cut = new PowerCutLab(seed, operations, 10).run(store).cut();
        if (cut.isPresent()) {
            assertEquals(cut.get().promise(), String.valueOf(cut.get().seen()),
                cut.get().where() + " (seed " + seed + ") Found after the restart");
        }
    }

    /** What must be true after an operation in which a call of the disk failed. */
    interface AfterFailure {
        void check(SimulatedDisk disk, String failed) throws Exception;
    }

    /**
     * Runs operations 0 and 1 on new disks. Each time, another call of operation 1 fails, and only
     * once. Expects that the operation throws the exception of this call.
     */
    static void assertFailures(String what, Operation operation, AfterFailure after)
            throws Exception {
        for (int number = 1; ; number++) {
            try (Arena arena = Arena.ofConfined()) {
                var disk = new SimulatedDisk(arena, Map.of(), call -> { });
                operation.run(disk, 0);
                disk.syncAll();
                var failing = new FailingCall(disk, number);
                Exception seen = thrownBy(() -> {
                    operation.run(failing.proxy(), 1);
                    return null;
                });
                if (failing.name == null && seen != null) {
                    throw seen;
                } else if (failing.name == null) {
                    return;   // the operation has fewer calls
                }
                assertEquals(failing.thrown, seen, "what " + what + " throws if a call of the"
                    + " disk fails (call " + number + ", " + failing.name + ")");
                after.check(disk, failing.name);
            }
        }
    }

    private static Exception thrownBy(Callable<?> work) {
        try {
            work.call();
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    /** Passes all calls on to a disk, and throws an exception in the place of one of them. */
    private static final class FailingCall {
        final IOException thrown = new IOException("Input/output error (EIO)");
        private final Disk disk;
        private int calls;
        String name;

        FailingCall(Disk disk, int number) {
            this.disk = disk;
            calls = number;
        }

        Disk proxy() {
            return (Disk) Proxy.newProxyInstance(Disk.class.getClassLoader(),
                new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    if (--calls == 0) {
                        name = method.getName();
                        throw thrown;
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        }
    }

    /** Returns what a program finds after a power cut before which nothing more was written. */
    static Object afterCut(SimulatedDisk disk, Recovery recovery) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            return recovery.run(new SimulatedDisk(arena,
                PowerCutImages.nothingReached(disk.snapshot()), call -> { }));
        }
    }

    /** Runs {@code work} with an empty simulated disk. */
    static void onEmptyDisk(Operation work) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            work.run(new SimulatedDisk(arena, Map.of(), call -> { }), 0);
        }
    }
}
