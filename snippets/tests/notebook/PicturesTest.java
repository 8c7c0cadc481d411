//SOURCES ../../course/exercises/VerdictPage.java ../../course/grading/Exercise.java
//SOURCES ../../course/grading/Verdict.java ../../notebook/Png.java ../../notebook/Prediction.java
//SOURCES ../../notebook/Svg.java ../support/Course.java Contrast.java SamplePictures.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

@Tag("pictures")
@DisplayName("A picture")
class PicturesTest {
    private static final Path GLYPHS =
        Course.ROOT.resolve("snippets/notebook/pictures/glyphs.txt");

    static Collection<String> names() {
        return SamplePictures.all().keySet();
    }

    private static Svg.Picture picture(String name) {
        return SamplePictures.all().get(name);
    }

    @Test
    @DisplayName("has the same bytes on every machine and in every country")
    void sameBytes() throws Exception {
        Locale before = Locale.getDefault();
        try {
            for (Locale locale : List.of(Locale.ROOT, Locale.of("ar", "EG"))) {
                Locale.setDefault(locale);
                assertEquals("a076228d03a8b3b4", digest(), "If you changed a drawing on purpose,"
                    + " look at it, and put the new value here.");
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String digest() throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        var png = new Png(GLYPHS);
        for (Svg.Picture picture : SamplePictures.all().values()) {
            digest.update(picture.svg().getBytes(StandardCharsets.UTF_8));
            digest.update(picture.text().getBytes(StandardCharsets.UTF_8));
            digest.update(png.draw(picture));
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    @DisplayName("is a PNG that other programs read, with the colours of the drawing")
    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void png(String name) throws Exception {
        byte[] bytes = new Png(GLYPHS).draw(picture(name));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        assertEquals(Svg.WIDTH, image.getWidth());
        assertEquals(picture(name).height(), image.getHeight());
        var colours = new HashSet<String>();
        for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
            colours.add("#%06x".formatted(0xFFFFFF
                & image.getRGB(i % image.getWidth(), i / image.getWidth())));
        }
        assertTrue(colours.containsAll(Set.of(Svg.PAPER, Svg.INK)), colours.toString());
        assertTrue(bytes.length < 20_000, bytes.length + " bytes");
    }

    @DisplayName("is well-formed SVG, whose label says in words what it shows")
    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void svg(String name) throws Exception {
        Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(
            new ByteArrayInputStream(picture(name).svg().getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
        assertEquals("img", root.getAttribute("role"));
        assertEquals(picture(name).words().replace("\n", "; "), root.getAttribute("aria-label"));
    }

    @DisplayName("is text of at most 80 columns, with each label of the drawing")
    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void text(String name) {
        String text = picture(name).text();
        text.lines().forEach(line -> assertTrue(line.length() <= 80, line));
        assertEquals(picture(name).words().lines().findFirst().orElseThrow().replaceAll(":.*", ""),
            text.lines().findFirst().orElseThrow().replaceAll(":.*", "")
                .replace("the file", "File"));
        for (Svg.Label label : picture(name).labels()) {
            if (label.mono()) {
                assertTrue(text.contains(label.text()), label.text() + " in\n" + text);
            }
        }
    }

    @DisplayName("has enough contrast: text 4.5 to what lies below it, each line 3")
    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void contrast(String name) {
        Svg.Picture picture = picture(name);
        assertAll(picture.labels().stream().map(label -> () -> {
            String below = "";
            for (Svg.Outline outline : picture.outlines()) {
                if (!outline.fill().equals(Svg.NONE)
                        && Png.path(outline.d()).contains(label.x() + 1, label.y() - 2)) {
                    below = outline.fill();
                }
            }
            assertTrue(Contrast.of(label.colour(), below) >= Contrast.TEXT, label + " " + below);
        }));
        // The first outline is the edge of the paper, which a reader need not see.
        assertAll(picture.outlines().stream().skip(1).map(outline -> () -> assertTrue(
            Contrast.of(outline.stroke(), Svg.PAPER) >= Contrast.GRAPHICS, outline.toString())));
    }

    // --------------------------------------------------------------------------- other displays

    private static List<String> pages() {
        Exercise exercise = Exercise.all().getFirst();
        var pages = new ArrayList<String>();
        for (Verdict.Mark mark : Verdict.Mark.values()) {
            for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
                var test = new Verdict.TestResult("maps", mark, "wrong", "1", "2", "");
                var verdict = new Verdict(exercise, outcome, "1 of 2", List.of(test),
                    List.of(new Verdict.Problem(1, 1, "';' expected", "int x")), "printed");
                pages.add(VerdictPage.inNotebook(verdict, "a note"));
                pages.add(VerdictPage.page(List.of(verdict)));
            }
        }
        pages.add(new Prediction("q", List.of("1", "2"), "?", "1", "why").html());
        return pages;
    }

    @Test
    @DisplayName("and a verdict and a prediction have enough contrast in light and dark")
    void otherColours() {
        int found = 0;
        for (String page : pages()) {
            for (MatchResult style : Pattern.compile("style=[\"']([^\"']*)[\"']").matcher(page)
                    .results().toList()) {
                String colour = field(style.group(1), "(?:^|;)color:(#\\w{6})");
                String background = field(style.group(1), "background:(#\\w{6})");
                String border = field(style.group(1), "border-left:4px solid (#\\w{6})");
                // A colour for text stands on a background of its own.
                assertEquals(colour.isEmpty(), background.isEmpty(), style.group());
                assertTrue(colour.isEmpty()
                    || Contrast.of(colour, background) >= Contrast.TEXT, style.group());
                for (String below : Contrast.PAGES) {
                    assertTrue(border.isEmpty()
                        || Contrast.of(border, below) >= Contrast.GRAPHICS, style.group());
                }
                found += colour.isEmpty() && border.isEmpty() ? 0 : 1;
            }
        }
        assertTrue(found > 50, found + " colours");
    }

    private static String field(String style, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(style);
        return matcher.find() ? matcher.group(1) : "";
    }

    @Test
    @DisplayName("and a verdict is announced: it has a heading, and its role is status")
    void verdictRole() {
        String verdict = pages().getFirst();
        assertTrue(verdict.startsWith("<div role=\"status\""), verdict);
        Exercise exercise = Exercise.all().getFirst();
        assertTrue(verdict.matches("(?s).*<h4[^>]*>.* " + exercise.id() + " "
            + VerdictPage.escape(exercise.title()) + "</h4>.*"), verdict);
    }
}
