//SOURCES CellFailure.java CellSession.java Chapter.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the cells of a chapter, but not its exercises, as a notebook kernel does. */
final class CellRunner {
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
        session.run(code);
        return "";
    }
}
