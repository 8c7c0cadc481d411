//SOURCES Simulation.java

import java.util.List;

/** The processes of a run, and what must be true at its end. */
public interface Scenario {
    List<Simulation.Process> start();

    /** Called after each change of the memory that other processes can see. */
    void changed(Simulation.Process by, long address, long before, long after);

    /** What is wrong now that no process can go on; null if nothing is. */
    String verdict();
}
