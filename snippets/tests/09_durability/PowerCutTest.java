//SOURCES ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("durability")
@DisplayName("power-cut, chapter 9")
class PowerCutTest {
    @TempDir Path dir;

    @Test
    @DisplayName("shows the smallest cut of the naive store and none of the fixed one")
    void oneLiner() {
        ProcessResult result = Course.run(Course.script(dir, "power-cut"));
        assertEquals(0, result.exit(), result.err());
        assertEquals("""
            in-place: broken, after 6 images
            The power fails before the msync of document in operation 1.
                                   ┌─────┐┌─────┐┌─────┐┌─────┐┌─────┐┌─────┐┌─────┐┌─────┐
            document, page 0       │new  ││old  ││     ││     ││     ││     ││     ││     │
                                   └─────┘└─────┘└─────┘└─────┘└─────┘└─────┘└─────┘└─────┘
            Promised: version 0 or version 1. Found: a mix of the versions 0 and 1.

            slots: none of 2101 images breaks it
              pages: all subsets; most changes at one moment: 1
              sectors of 512 bytes: all subsets; most changes at one moment: 2
              words of 8 bytes: all subsets of up to 10 changes, a sample of more (seed 1); \
            most changes at one moment: 126
              pages, then one more operation: all subsets; most changes at one moment: 1
              sectors of 512 bytes, then one more operation: all subsets; \
            most changes at one moment: 2

            """, result.out());
    }

    @Test
    @DisplayName("rejects an unknown store with the usage and exit code 2")
    void unknownStore() {
        ProcessResult result = Course.run(Course.script(dir, "power-cut", "none"));
        assertEquals(2, result.exit());
        assertTrue(result.err().startsWith("No store has the name none\n"), result.err());
    }
}
