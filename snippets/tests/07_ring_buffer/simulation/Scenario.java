//SOURCES SimulatedProcess.java Simulation.java

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The processes of a run, and what must be true at its end. */
public interface Scenario {
    List<SimulatedProcess> start();

    /** The memory that the processes share. */
    MemorySegment memory();

    /**
     * Called after each change of the memory that other processes can see.
     *
     * @return whether the scenario looks at this word
     */
    boolean changed(SimulatedProcess by, long address, long before, long after);

    /** All that the verdict depends on and that is not in the memory, as one number. */
    long state();

    /** The name of a field of the ring, for the table of a schedule. */
    String nameOf(long address);

    /** Returns what is wrong now that no process can go on; null if nothing is. */
    String verdict();
}
