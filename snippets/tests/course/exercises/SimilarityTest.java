//SOURCES ../../../course/exercises/Similarity.java ../../../course/exercises/Submission.java
//SOURCES ../../../course/grading/Exercise.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("exercises")
@DisplayName("The comparison of answers")
class SimilarityTest {
    private static final Exercise EXERCISE = Exercise.all().get(1);
    private static final String ANSWER = """
        class WriteThroughMemory {
            static void write(Path file, byte[] text) {
                Objects.requireNonNull(file, "no file");
                int descriptor = Libc.open("" + file.toAbsolutePath(), Libc.O_RDWR);
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment page = Libc.mmap(arena, Libc.pageSize(), 3, 1, descriptor, 0);
                    for (long i = text.length - 1; i >= 0; i--) {
                        page.asSlice(i).set(ValueLayout.JAVA_BYTE, 0, text[(int) i]);
                    }
                } finally {
                    Libc.close(descriptor);
                }
            }
        }
        """;

    private static List<Similarity.Pair> pairs(String one, String other) {
        return Similarity.of(List.of(
            new Submission("ann", Map.of(EXERCISE, one), Map.of()),
            new Submission("bob", Map.of(EXERCISE, other), Map.of())), List.of(EXERCISE));
    }

    @Test
    @DisplayName("finds a copy, although names, comments and blanks were changed")
    void copy() {
        String copy = ANSWER.replace("page", "memory").replace("descriptor", "fd")
            .replace("        ", "\t").replace("finally {", "finally {   // at last");
        assertEquals(List.of(new Similarity.Pair("ann", "bob", EXERCISE, 1)), pairs(ANSWER, copy));
    }

    @Test
    @DisplayName("finds no copy in different answers, or in those that are the course's solution")
    void noCopy() {
        assertEquals(List.of(), pairs(ANSWER, EXERCISE.solution()));
        assertEquals(List.of(), pairs(EXERCISE.solution(), EXERCISE.solution()));
        assertEquals(List.of(), pairs(EXERCISE.stub(), EXERCISE.stub()));
        assertEquals(List.of(), pairs(ANSWER, ANSWER.replaceAll("(?s)for .*?finally", """
            byte[] all = page.toArray(ValueLayout.JAVA_BYTE);
                IntStream.range(0, text.length).forEach(i -> all[i] = text[i]);
                MemorySegment.copy(all, 0, page, ValueLayout.JAVA_BYTE, 0, all.length);
                Libc.msync(page, Libc.pageSize(), Libc.MS_SYNC);
            } finally""")));
    }
}
