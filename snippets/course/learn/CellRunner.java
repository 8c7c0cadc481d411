//SOURCES CellFailure.java CellSession.java Chapter.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs the cells of a chapter, but not its exercises, as a notebook kernel does. */
final class CellRunner {
    private static final Pattern IMPORT = Pattern.compile("(?m)^(import [\\w.]+)\\.[A-Z]\\w*;$");

    private CellRunner() {}

    /** @return the value of the cell's last expression, as "==> 5", or "" */
    static String run(CellSession session, Path notebooks, Chapter.Cell cell)
            throws CellFailure {
        if (cell.unknownMagic() != null) {
            throw new CellFailure(CellFailure.Kind.REJECTED,
                "this player does not know the magic " + cell.unknownMagic());
        }
        if (cell.loads() == null) {
            String value = session.run(cell.text());
            return value.startsWith("==>") ? value : "";
        }
        String code;
        try {
            code = Files.readString(notebooks.resolve(cell.loads()));
        } catch (IOException e) {
            throw new CellFailure(CellFailure.Kind.REJECTED, "cannot read " + cell.loads());
        }
        session.run(withoutKnownImports(session, code));
        return "";
    }

    /**
     * Removes imports that the session has, as they are or with a star. JShell compiles each import
     * of its own, and looks at all of them again with each later snippet.
     */
    private static String withoutKnownImports(CellSession session, String code) {
        Set<String> known = session.shell().imports().map(snippet -> snippet.source().strip())
            .collect(Collectors.toSet());
        return IMPORT.matcher(code).replaceAll(found -> known.contains(found.group())
            || known.contains(found.group(1) + ".*;") ? "" : found.group());
    }
}
