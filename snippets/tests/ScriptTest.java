//SOURCES ../Script.java ../support/RunningProcess.java support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("script")
@DisplayName("The frame of every script")
class ScriptTest {
    /** A script that fails, with the argument "late" only after its JVM has begun to end. */
    static final class FailingScript {
        public static void main(String... arguments) {
            boolean late = arguments.length > 0;
            Script.run(new FailingScript(), "failing", "Fails.", new String[0], () -> {
                if (late) {
                    var ending = new CountDownLatch(1);
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                        ending.countDown();
                        sleep();
                    }));
                    Thread.ofPlatform().start(() -> System.exit(130));
                    ending.await();
                }
                throw Script.refusal("the file is gone");
            });
        }

        /** Gives the script time to print its error line before the JVM has ended. */
        private static void sleep() {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    private static ProcessResult run(String... arguments) {
        return Course.run(new ProcessBuilder(RunningProcess.javaCommand(
            List.of(), FailingScript.class.getName(), arguments)));
    }

    @Test
    @DisplayName("prints an error as one line, and exits with 1")
    void error() {
        assertEquals(new ProcessResult(1, "", "failing: the file is gone\n"), run());
    }

    @Test
    @DisplayName("prints no error that happens while the JVM ends, because its files are deleted")
    void errorAtTheEnd() {
        assertEquals(new ProcessResult(130, "", ""), run("late"));
    }
}
