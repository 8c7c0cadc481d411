//SOURCES AtExit.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder for files that only this program needs: deleted on close, or when the JVM ends. */
final class TemporaryFolder implements AutoCloseable {
    private static final int ATTEMPTS = 5;

    /** The real path, because /proc/PID/maps shows no symbolic links. */
    final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
        AtExit.close(this);
    }

    /** Creates a folder whose name begins with {@code prefix} in the system's temporary folder. */
    static TemporaryFolder create(String prefix) throws IOException {
        return in(Path.of(System.getProperty("java.io.tmpdir")), prefix);
    }

    /** Creates a folder whose name begins with {@code prefix} in the folder {@code parent}. */
    static TemporaryFolder in(Path parent, String prefix) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(parent, prefix).toRealPath());
    }

    /** Deletes the folder with all that is in it. */
    @Override
    public void close() {
        AtExit.forget(this);
        try {
            deleteTree(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }

    /**
     * Deletes a folder with all that is in it, or a single file. A symbolic link is deleted, not
     * followed. If another process adds a file meanwhile, the deletion starts again.
     */
    static void deleteTree(Path path) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.walkFileTree(path, new Deletion());
                return;
            } catch (NoSuchFileException e) {
                if (Files.notExists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    return;
                }
            } catch (DirectoryNotEmptyException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
