//SOURCES ../../09_durability/Cut.java ../../09_durability/Disk.java
//SOURCES ../../09_durability/PowerCutLab.java ../../09_durability/SimulatedDisk.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;

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

    /** Runs {@code work} with an empty simulated disk. */
    static void onEmptyDisk(Operation work) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            work.run(new SimulatedDisk(arena, Map.of(), call -> { }), 0);
        }
    }
}
