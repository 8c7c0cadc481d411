//SOURCES ../../../course/book/BookSite.java ../../../course/book/JavaHighlight.java
//SOURCES ../../../notebook/Svg.java ../../notebook/SamplePictures.java ../../support/Course.java
//SOURCES SampleBook.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("book")
@DisplayName("The book")
class BookSiteTest {
    private static final Pattern ANSWER = Pattern.compile(
        "the machine: |Yes, this machine agrees|No, this machine answered"
        + "|(?s)<pre class=\"code\"(?:(?!</pre>).)*\\bpredict\\(");

    @TempDir static Path dir;

    private static BookSite real;
    private static BookSite sample;
    private static String samplePage;

    @BeforeAll
    static void write() throws Exception {
        real = new BookSite(Course.ROOT, dir.resolve("real"));
        real.write();
        sample = new BookSite(SampleBook.root(dir.resolve("root")), dir.resolve("sample"));
        sample.write();
        samplePage = Files.readString(dir.resolve("sample/00_sample.html"));
    }

    private static Map<String, String> realPages() throws IOException {
        var pages = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(dir.resolve("real"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".html")).toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return pages;
    }

    /** The page as a reader sees it who has opened nothing. */
    private static String withoutDetails(String page) {
        String before;
        do {   // from the innermost ones outwards
            before = page;
            page = page.replaceAll("(?s)<details(?:(?!<details).)*?</details>", "");
        } while (!page.equals(before));
        return page;
    }

    @Test
    @DisplayName("has a page for each notebook, which the page list of every page links to")
    void pages() throws Exception {
        try (Stream<Path> notebooks = Files.list(Course.ROOT.resolve("notebooks"))) {
            List<String> expected = notebooks.map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".ipynb"))
                .map(name -> name.replace(".ipynb", ".html")).sorted().toList();
            assertEquals(expected.size(), real.chapters());
            for (String page : realPages().values()) {
                String list = page.substring(page.indexOf("<nav"));
                expected.forEach(name -> assertTrue(list.contains("href=\"" + name + "\""), name));
            }
        }
    }

    @Test
    @DisplayName("has no link that leads nowhere")
    void links() throws Exception {
        assertEquals(List.of(), real.brokenLinks());
        assertEquals(List.of(), sample.brokenLinks());
        var wrong = new BookSite(SampleBook.root(dir.resolve("wrong-root"),
            "[a](01_none.ipynb) [b](#None) [c](00_sample.ipynb#None)"), dir.resolve("wrong"));
        wrong.write();
        assertEquals(List.of("00_sample.html -> 01_none.html", "00_sample.html -> #None",
            "00_sample.html -> 00_sample.html#None"), wrong.brokenLinks());
    }

    @Test
    @DisplayName("loads nothing from another host")
    void noOtherHost() throws Exception {
        var loads = Pattern.compile("<(?!a )[^>]* (?:src|srcset|href|data)=[\"'](?:\\w+:|//)");
        realPages().forEach((name, page) -> assertFalse(loads.matcher(page).find(), name));
        for (String file : List.of("book.css", "book.js")) {
            String text = Files.readString(dir.resolve("real").resolve(file));
            assertFalse(text.matches("(?s).*(//\\w|url\\(|@import|fetch\\().*"), file);
        }
    }

    @Test
    @DisplayName("gives no answer away before the reader opens an option")
    void noAnswers() throws Exception {
        realPages().forEach((name, page) ->
            assertFalse(ANSWER.matcher(withoutDetails(page)).find(), name));
        assertFalse(samplePage.contains("SECRET"));
        assertTrue(samplePage.contains("That is the reason."));
        assertFalse(withoutDetails(samplePage).contains("That is the reason."));
    }

    @Test
    @DisplayName("shows a picture as an image, with its data in words and as text")
    void pictures() throws Exception {
        assertEquals(SamplePictures.all().size(), sample.pictures());
        int number = 1;
        for (Svg.Picture picture : SamplePictures.all().values()) {
            String file = "pictures/00_sample-" + number++ + ".svg";
            assertEquals(picture.svg(), Files.readString(dir.resolve("sample").resolve(file)));
            String words = picture.words().replace("\n", "; ").replace("'", "&apos;");
            assertTrue(samplePage.contains("<img src=\"" + file + "\" alt=\"" + words + "\">"),
                words);
            assertTrue(samplePage.contains(JavaHighlight.escape(picture.text()) + "</pre>"),
                picture.text());
        }
    }

    @Test
    @DisplayName("joins what a cell printed, and folds the cells that load helpers")
    void cells() {
        assertTrue(samplePage.contains(
            "✓ a &lt; b: 1\n    your guess:  none yet\n✓ more</pre>"), samplePage);
        assertEquals(1, samplePage.split("The cells that load the helpers", -1).length - 1);
        assertTrue(samplePage.contains("Libc.java</span>\n<span class=\"magic\">%load"));
    }

    @Test
    @DisplayName("colours comments, texts, words and numbers, and nothing inside a text")
    void highlight() {
        assertEquals("<span class=\"word\">int</span> x = <span class=\"number\">0x1F</span>; "
                + "<span class=\"comment\">// &quot;no text&quot; for</span>\n"
                + "f(<span class=\"text\">&quot;// int 1&quot;</span>)",
            JavaHighlight.html("int x = 0x1F; // \"no text\" for\nf(\"// int 1\")"));
    }
}
