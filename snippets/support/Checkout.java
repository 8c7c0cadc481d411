
import module java.base;

/** The folder of the course, if this runs in one, and where the course may keep what it makes. */
final class Checkout {
    private Checkout() {}

    /** The checkout: the launcher's, else the folder that this is called from or one above. */
    static Optional<Path> find() {
        String launcher = System.getenv("JBANG_LAUNCH_CMD");
        var starts = new ArrayList<Path>();
        if (launcher != null && launcher.startsWith("/")) {
            starts.add(Path.of(launcher).getParent());
        }
        starts.add(Path.of("").toAbsolutePath());
        for (Path start : starts) {
            for (Path p = start; p != null; p = p.getParent()) {
                if (Files.exists(p.resolve("notebooks/00_start_here.ipynb"))) {
                    return Optional.of(p);
                }
            }
        }
        return Optional.empty();
    }

    /** The launcher's rule: in the checkout, or under the home folder if that is read-only. */
    static Path cache(Path root) throws IOException {
        Path inCheckout = root.resolve(".jbang");
        return Files.isWritable(Files.exists(inCheckout) ? inCheckout : root)
            ? Files.createDirectories(inCheckout) : cacheAtHome();
    }

    /** The folder of a learner whose checkout belongs to somebody else. Answers are in work/. */
    static Path atHome() {
        return Path.of(System.getenv("HOME"), "my-mmap-course");
    }

    /** For who has no checkout. */
    static Path cacheAtHome() throws IOException {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg == null ? Path.of(System.getenv("HOME"), ".cache") : Path.of(xdg);
        return Files.createDirectories(caches.resolve("mmap-course"));
    }
}
