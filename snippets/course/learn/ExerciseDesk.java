import java.nio.file.Path;

/** What the player needs to know about exercises. The command passes it in. */
interface ExerciseDesk extends AutoCloseable {
    /** What grading an answer gave. */
    record Graded(boolean passed, String words) {}

    /** The learner's file of an exercise. It is made from the stub if it does not exist. */
    Path file(String id) throws Exception;

    /** The text in that file. Bytes that are not UTF-8 become U+FFFD. A link is not followed. */
    String text(String id) throws Exception;

    /** Whether the learner has not changed the stub yet. */
    boolean isUntouched(String id) throws Exception;

    boolean isPassed(String id) throws Exception;

    Graded grade(String id) throws Exception;

    /** The next hint, after all that were given before. */
    String hint(String id) throws Exception;

    String solution(String id) throws Exception;

    /** Replaces the learner's answer with the stub, and says where the copy of it is. */
    String reset(String id) throws Exception;

    /** All exercises with their states. */
    String progress() throws Exception;

    @Override
    void close();
}
