//SOURCES SimulatedProcess.java Simulation.java

import java.util.List;

/** The processes of a run, and what must be true at its end. */
public interface Scenario {
    List<SimulatedProcess> start();

    /** Called after each change of the memory that other processes can see. */
    void changed(SimulatedProcess by, long address, long before, long after);

    /** The name of a field of the ring, for the table of a schedule. */
    String nameOf(long address);

    /** Returns what is wrong now that no process can go on; null if nothing is. */
    String verdict();
}
