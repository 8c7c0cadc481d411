//SOURCES ../../../support/RunningProcess.java ../../support/Course.java
//SOURCES Mistakes.java SimulationMain.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("beyond")
@Tag("slow")
@DisplayName("The simulation of the ring's classes")
class SimulationTest {
    private static ProcessResult run(String main, String... arguments) throws Exception {
        return RunningProcess.run(new ProcessBuilder(RunningProcess.javaCommand(List.of(
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-Xmx1g"), main, arguments)), Course.patience(400));
    }

    @Test
    @DisplayName("finds no schedule, death or delayed store with which the ring goes wrong")
    void ring() throws Exception {
        ProcessResult result = run("SimulationMain", "small", "60000");
        assertEquals(0, result.exit(), result.out() + result.err());
        assertTrue(result.lines().stream().allMatch(line -> line.endsWith(": all")), result.out());
    }

    @Test
    @Tag("full")
    @DisplayName("finds none in larger sizes either, as far as it gets in 90 seconds each")
    void large() throws Exception {
        ProcessResult result = run("SimulationMain", "large", "90000");
        IO.println(result.out());
        assertEquals(0, result.exit(), result.out() + result.err());
    }

    @Test
    @DisplayName("ends as all schedules end, although it leaves out most of them")
    void reduction() throws Exception {
        ProcessResult result = run("SimulationMain", "compared", "60000");
        assertEquals(0, result.exit(), result.out() + result.err());
        assertEquals(7, result.lines().stream()
            .filter(line -> line.endsWith("the same with the reduction")).count(), result.out());
        assertEquals(14, result.lines().stream()
            .filter(line -> line.endsWith(": all")).count(), result.out());
    }

    @Test
    @DisplayName("finds each of 38 planted mistakes, and repeats the schedule by its number")
    void mistakes() throws Exception {
        ProcessResult result = run("Mistakes");
        assertEquals(0, result.exit(), result.out() + result.err());
        assertEquals("38 mistakes, 0 missed", result.lines().getLast());
    }
}
