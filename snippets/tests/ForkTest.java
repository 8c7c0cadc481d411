//SOURCES ../Libc.java support/Course.java support/ForkManyTimes.java
//SOURCES ../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fork")
@Tag("slow")
@DisplayName("A fork of the JVM")
class ForkTest {
    @TempDir Path dir;

    private ProcessBuilder forking(String... arguments) {
        var command = RunningProcess.javaCommand(List.of("-Xint", "-Xmx64m", "-XX:+UseSerialGC",
            "-Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1",
            "-Xlog:class+load:file=" + dir.resolve("classes")), "ForkManyTimes", arguments);
        return new ProcessBuilder(command).directory(dir.toFile());
    }

    @Test
    @DisplayName("works many times: no child hangs, each writes the page, no zombie is left")
    void manyTimes() {
        int times = Course.size(1000, 100);
        ProcessResult result = Course.run(forking("count", "" + times));
        assertEquals(List.of("added " + times + ", failed 0", "left: ECHILD"), result.lines(),
            result.err());
    }

    @Test
    @DisplayName("leaves room for a child's objects in a full heap, because a child has no"
        + " collector")
    void garbage() {
        // Each child uses 1 MB, and so does the warm-up in the parent. The heap is a small one, so
        // that a few rounds fill it.
        ProcessResult result = Course.run(forking("garbage", "60"));
        assertEquals(List.of("forked 60"), result.lines(), result.err());
    }

    @Test
    @DisplayName("loads no class in a child, because a lost thread may hold the lock for that")
    void classes() {
        ProcessResult result = Course.run(forking("classes", "classes"));
        assertEquals(List.of("the log grew by 0"), result.lines(), result.err());
    }

    @Test
    @DisplayName("kills a child that has not ended at its deadline, reaps it and reports it")
    void stuck() {
        ProcessResult result = Course.run(forking("stuck"));
        assertEquals(List.of("child PID had not ended after 300 ms and was killed", "left: ECHILD"),
            result.lines(), result.err());
    }

    @Test
    @DisplayName("reports the exit status of a child whose task threw an exception")
    void thrower() {
        ProcessResult result = Course.run(forking("thrower"));
        int pid = Integer.parseInt(result.out().replaceAll("\\D*(\\d+).*\\n", "$1"));
        assertEquals(new Libc.Waited(pid, 70 << 8) + "\n", result.out(), result.err());
    }

    @Test
    @DisplayName("is refused without a warm-up, and there is no child")
    void cold() {
        var result = Course.run(forking("cold"));
        assertEquals(List.of(
            "Fork.run needs a Fork.warmUp first: run the child's code once in the parent",
            "left: ECHILD"), result.lines(), result.err());
    }

    @Test
    @DisplayName("ends its child when the parent is killed")
    void orphan() throws Exception {
        // The child would spin until its deadline of ten seconds. The parent is killed long before.
        try (var parent = Course.start(forking("orphan"))) {
            long child = Long.parseLong(parent.awaitLines(1).getFirst().text());
            ProcessHandle handle = ProcessHandle.of(child).orElseThrow();
            assertTrue(handle.isAlive());
            Course.signal(parent, Libc.SIGKILL);
            parent.result();
            handle.onExit().orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
            assertFalse(handle.isAlive());
        }
    }
}
