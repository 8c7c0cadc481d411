//SOURCES ../Svg.java

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A picture of a schedule that the simulation of the ring has found: who stored what, and when. */
final class Schedule {
    // " P1    ManyToOneLayout.moveTail:29 compareAndSet tail: tail := 1 = 1"
    private static final Pattern STEP = Pattern.compile(" (\\w+) +(.*)");
    private static final Pattern STORE = Pattern.compile("\\w+( \\d+)? := -?\\d+");
    private static final int LANE = 178;
    private static final int ROW = 22;

    private Schedule() {}

    /** One step: the process, and what it stored. */
    record Step(String who, String what) {}

    /** The stores and deaths in a schedule as the simulation prints it. */
    static List<Step> steps(List<String> lines) {
        var steps = new ArrayList<Step>();
        for (String line : lines) {
            var step = STEP.matcher(line);
            if (step.matches()) {
                if (step.group(2).startsWith("is killed")) {
                    steps.add(new Step(step.group(1), "is killed"));
                }
                STORE.matcher(step.group(2)).results().map(MatchResult::group)
                    .forEach(store -> steps.add(new Step(step.group(1), store)));
            }
        }
        return steps;
    }

    /** Draws a column for each process, and a row for each step. */
    static Svg.Picture draw(String title, List<Step> steps) {
        var svg = new Svg();
        var grid = new Svg.Grid().put(0, 0, title);
        var words = new StringBuilder(title).append('\n');
        svg.text(8, 16, 13, Svg.INK, title);
        List<String> names = steps.stream().map(Step::who).distinct().toList();
        int bottom = 48 + ROW * steps.size();
        for (int lane = 0; lane < names.size(); lane++) {
            svg.text(8 + LANE * lane, 40, 12, Svg.INK, names.get(lane));
            svg.line(10 + LANE * lane, 46, 10 + LANE * lane, bottom, Svg.GREY);
            grid.put(20 * lane, 1, names.get(lane));
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int lane = names.indexOf(step.who());
            boolean isDeath = step.what().startsWith("is ");
            svg.box(6 + LANE * lane, 50 + ROW * i, LANE - 8, ROW - 4,
                isDeath ? Svg.RED : Svg.BLUE, 0.2);
            svg.mono(12 + LANE * lane, 63 + ROW * i, Svg.INK, Svg.shorten(step.what(), 23));
            grid.put(20 * lane, 2 + i, Svg.shorten(step.what(), 19));
            words.append(step.who()).append(": ").append(step.what()).append('\n');
        }
        return svg.picture(bottom + 8, words.toString(), grid.toString());
    }
}
