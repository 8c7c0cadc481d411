//SOURCES ../../support/TemporaryFolder.java Course.java

import module java.base;

/** A copy of the checkout that a test may change. It uses the checkout's own jbang and Jupyter. */
final class CourseCopy implements AutoCloseable {
    private final TemporaryFolder folder = TemporaryFolder.create("mmap-copy");
    final Path root = folder.path;

    CourseCopy() throws IOException {
        for (String name : List.of("jbang", "jbang-catalog.json", "snippets", "notebooks")) {
            Path from = Course.ROOT.resolve(name);
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, root.resolve(name).resolve(from.relativize(file).toString()));
                }
            }
        }
        Files.createSymbolicLink(root.resolve(".jbang"), Course.ROOT.resolve(".jbang"));
    }

    /** The copy's launcher, run in the copy. */
    ProcessBuilder launcher(String... arguments) {
        ProcessBuilder builder = Course.launcher(root, arguments);
        builder.command().set(0, root.resolve("jbang").toString());
        return builder;
    }

    @Override
    public void close() {
        folder.close();   // deletes the link .jbang, not the folder that it leads to
    }
}
