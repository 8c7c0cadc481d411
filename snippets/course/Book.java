///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES ../Script.java ../support/Checkout.java book/BookSite.java
//DESCRIPTION Write all chapters as web pages that need no server, with pictures and no answers

/*
 * Writes a static site: a page for each notebook, a list of all pages, and a search in that list.
 * The pages have the stored outputs of the notebooks, and nothing is run.
 *
 *     $ jbang book
 *     book: 11 chapters and 46 pictures in .jbang/book; open .jbang/book/index.html
 */

import picocli.CommandLine.Option;

@Option(names = "--out", paramLabel = "DIR",
    description = "Write the pages into this folder. Without it: .jbang/book in the checkout.")
Path out;

void main(String... args) {
    Script.run(this, "book", "Write all chapters as web pages that need no server.", args, () -> {
        Path root = Checkout.find().orElseThrow(() -> Script.refusal(
            "The book is made from the notebooks. Call this in a checkout of the course."));
        Path folder = out != null ? out : Checkout.cache(root).resolve("book");
        var site = new BookSite(root, folder);
        site.write();
        List<String> broken = site.brokenLinks();
        if (!broken.isEmpty()) {
            throw Script.refusal("These links lead nowhere: " + String.join(", ", broken));
        }
        IO.println("book: %d chapters and %d pictures in %s; open %s".formatted(site.chapters(),
            site.pictures(), folder, folder.resolve("index.html")));
    });
}
