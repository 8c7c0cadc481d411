//SOURCES ../../../course/learn/JavaText.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("learn")
@DisplayName("Java code in the terminal")
class JavaTextTest {
    @Test
    @DisplayName("is broken at a blank that is not in a text")
    void outside() {
        assertEquals("""
            String machine = name("os.name") +
                    " on " + name("os.arch");""",
            JavaText.wrapped("String machine = name(\"os.name\") + \" on \" + name(\"os.arch\");",
                40));
    }

    @Test
    @DisplayName("is broken in a text that fills the line, and is still Java")
    void inside() {
        assertEquals("""
            throw new Exception("This course needs "
                    + "JDK 25 or newer");""",
            JavaText.wrapped("throw new Exception(\"This course needs JDK 25 or newer\");", 40));
    }

    @Test
    @DisplayName("has a comment of its own line above code that is too long")
    void comment() {
        assertEquals("""
            // the first page
            int first = 1;""", JavaText.wrapped("int first = 1;   // the first page", 20));
    }
}
