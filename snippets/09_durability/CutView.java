//SOURCES ../notebook/Svg.java ../notebook/pictures/CutPicture.java Cut.java

import java.util.List;

/** Draws a {@link Cut}: in words for a terminal, as SVG for a notebook. */
final class CutView {
    private CutView() {}

    static Svg.Picture draw(Cut cut) {
        List<CutPicture.Change> others = cut.changes().stream()
            .filter(change -> !change.matches(".*, page \\d+(, .*)?"))
            .map(change -> new CutPicture.Change(change, cut.reached().contains(change))).toList();
        return CutPicture.draw("The power fails " + cut.when() + ".", cut.pages().stream()
                .map(page -> new CutPicture.Page(page.label(), page.sectors())).toList(),
            others, cut.then(), "Promised: " + cut.promise() + ". Found: " + cut.seen() + ".");
    }
}
