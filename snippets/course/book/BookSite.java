//SOURCES BookChapter.java BookMarkdown.java JavaHighlight.java

import module java.base;

/** The pages of the book: the chapters, the sources that they link to, and a first page. */
final class BookSite {
    private static final Pattern LINK = Pattern.compile(" (?:href|src)=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
    private static final String TITLE = "Memory-mapped I/O and shared memory, in Java";

    private final Path root;
    private final Path out;
    private final List<BookChapter> chapters = new ArrayList<>();
    private final Map<String, Path> sources = new TreeMap<>();   // by the name of their page

    /**
     * @param root the checkout
     * @param out the folder for the pages
     */
    BookSite(Path root, Path out) {
        this.root = root;
        this.out = out;
    }

    int chapters() {
        return chapters.size();
    }

    int pictures() {
        return chapters.stream().mapToInt(chapter -> chapter.pictures().size()).sum();
    }

    void write() throws IOException {
        Path notebooks = root.resolve("notebooks");
        try (Stream<Path> files = Files.list(notebooks)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".ipynb")) {
                    chapters.add(BookChapter.read(file, link -> link(notebooks, link)));
                }
            }
        }
        Files.createDirectories(out.resolve("pictures"));
        for (String file : List.of("book.css", "book.js")) {
            Files.copy(root.resolve("snippets/course/book").resolve(file), out.resolve(file),
                StandardCopyOption.REPLACE_EXISTING);
        }
        page("index.html", "", TITLE, firstPage());
        for (int i = 0; i < chapters.size(); i++) {
            BookChapter chapter = chapters.get(i);
            page(chapter.name() + ".html", chapter.name(), chapter.title(),
                chapter.html() + neighbours(i));
            for (var picture : chapter.pictures().entrySet()) {
                Files.writeString(out.resolve("pictures").resolve(picture.getKey()),
                    picture.getValue());
            }
        }
        for (var source : sources.entrySet()) {
            page(source.getKey(), "", source.getValue().getFileName().toString(), "<h1>"
                + source.getValue().getFileName() + "</h1>\n<pre class=\"code\" tabindex=\"0\">"
                + "<code>" + JavaHighlight.html(Files.readString(source.getValue()))
                + "</code></pre>\n");
        }
    }

    /** Where a link of a document leads in the book. A linked source gets a page, too. */
    private String link(Path folder, String link) {
        if (link.matches("\\w+:.*|#.*")) {
            return link;
        }
        String[] parts = link.split("#", 2);
        Path target = folder.resolve(parts[0]).normalize();
        String name = target.getFileName().toString();
        if (!name.endsWith(".ipynb")) {
            sources.put(name + ".html", target);
        }
        return name.replace(".ipynb", "") + ".html" + (parts.length == 1 ? "" : "#" + parts[1]);
    }

    /** The beginning of README, how to run the course, and README's table of chapters. */
    private String firstPage() throws IOException {
        String readme = Files.readString(root.resolve("README.md"));
        String table = readme.replaceFirst("(?s).*?(\n## The chapters\n.*?)\n## .*", "$1");
        var markdown = new BookMarkdown(link -> link(root, link));
        return markdown.html(readme.substring(0, readme.indexOf("\n## Start")))
            + """
            <h2>This book and the course</h2>
            <p>These pages show the text, the code and the results of the notebooks. They run
            nothing. In a checkout of the course, <code>./jbang lab</code> opens the notebooks, in
            which you run every cell, and solve the exercises.</p>
            """ + markdown.html(table);
    }

    private String neighbours(int i) {
        return "<p class=\"neighbours\">" + (i == 0 ? "<span></span>"
            : anchor(chapters.get(i - 1).name(), "← " + chapters.get(i - 1).title()))
            + (i + 1 == chapters.size() ? "" : anchor(chapters.get(i + 1).name(),
                chapters.get(i + 1).title() + " →")) + "</p>\n";
    }

    private static String anchor(String page, String text) {
        return "<a href=\"" + page + ".html\">" + JavaHighlight.escape(text) + "</a>";
    }

    private void page(String file, String current, String title, String main) throws IOException {
        Files.writeString(out.resolve(file), """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <link rel="stylesheet" href="book.css">
            <script src="book.js" defer></script>
            </head>
            <body>
            <header><a href="index.html">%s</a> <a class="to-pages" href="#pages">Pages</a></header>
            <main>
            %s</main>
            <nav id="pages" aria-label="Pages">
            <label>Search the headings <input id="search" type="search"></label>
            <p id="found" role="status"></p>
            <ul>
            %s</ul>
            </nav>
            <footer>The text is under <a href="https://creativecommons.org/licenses/by/4.0/">CC BY
            4.0</a>, the code under the MIT licence.</footer>
            </body>
            </html>
            """.formatted(JavaHighlight.escape(title), TITLE, main, pageList(current)));
    }

    /** Each chapter with its sections. The sections of other chapters show in a search only. */
    private String pageList(String current) {
        var list = new StringBuilder();
        for (BookChapter chapter : chapters) {
            boolean isCurrent = chapter.name().equals(current);
            list.append("<li").append(isCurrent ? " class=\"current\"" : "").append("><a href=\"")
                .append(chapter.name()).append(".html\"")
                .append(isCurrent ? " aria-current=\"page\"" : "").append(">")
                .append(JavaHighlight.escape(chapter.title())).append("</a>\n<ul>\n");
            for (BookMarkdown.Title title : chapter.titles()) {
                if (title.level() == 2 || title.level() == 3) {
                    list.append("<li><a href=\"").append(chapter.name()).append(".html#")
                        .append(JavaHighlight.escape(title.name())).append("\">")
                        .append(JavaHighlight.escape(title.text())).append("</a></li>\n");
                }
            }
            list.append("</ul></li>\n");
        }
        return list.toString();
    }

    /** The links of all pages that lead to no file, or to no heading of a page. */
    List<String> brokenLinks() throws IOException {
        var pages = new TreeMap<String, String>();
        var targets = new HashSet<String>();   // such as 01_mmap_basics.html#offset
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = out.relativize(file).toString();
                targets.add(name);
                if (name.endsWith(".html")) {
                    pages.put(name, Files.readString(file));
                    ID.matcher(pages.get(name)).results()
                        .forEach(id -> targets.add(name + "#" + id.group(1)));
                }
            }
        }
        var broken = new ArrayList<String>();
        pages.forEach((name, page) -> LINK.matcher(page).results().map(link -> link.group(1))
            .filter(link -> !link.startsWith("https:")).distinct().forEach(link -> {
                String target = URLDecoder.decode(link.replace("+", "%2B"), StandardCharsets.UTF_8);
                if (!targets.contains(target.startsWith("#") ? name + target : target)) {
                    broken.add(name + " -> " + link);
                }
            }));
        return broken;
    }
}
