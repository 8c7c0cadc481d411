///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//DEPS info.picocli:picocli:4.7.7
//DEPS org.junit.jupiter:junit-jupiter:5.14.4
//DEPS org.junit.platform:junit-platform-launcher:1.14.4
//SOURCES ../Libc.java ../Script.java ../Fork.java ../tests/*.java
//DESCRIPTION Run the project's own tests, all or those with a tag

/*
 * Runs the JUnit tests of snippets/tests, prints them as a tree while they run, and closes with the
 * line "N passed, N failed", counted from what ran. A failure outside a test, in @BeforeAll say,
 * counts as one failed.
 *
 *     $ jbang test basics
 */

import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import picocli.CommandLine.Parameters;

@Parameters(paramLabel = "TAG", description = "Only tests with one of these tags.")
List<String> tags = List.of();

void main(String... args) {
    Script.run(this, "test", "Run the project's own tests.", args, () -> {
        var launcher = LauncherFactory.create();
        SortedSet<String> known = tagsOf(launcher.discover(request(List.of())));
        for (String tag : tags) {
            Script.require(known.contains(tag), "No test has the tag " + tag + "; there are: "
                + String.join(" ", known));
        }
        var tree = new Tree();
        launcher.execute(request(tags), tree);
        IO.println("\n" + tree.passed + " passed, " + tree.failed + " failed"
            + (tree.skipped == 0 ? "" : ", " + tree.skipped + " skipped"));
        System.exit(tree.failed == 0 && tree.passed > 0 ? 0 : 1);
    });
}

LauncherDiscoveryRequest request(List<String> tags) throws Exception {
    // The tests are compiled into the same jar as this class.
    var here = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
    var request = LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(here)))
        .configurationParameter("junit.jupiter.execution.timeout.default", "120 s");
    if (!tags.isEmpty()) {
        request.filters(TagFilter.includeTags(tags));
    }
    return request.build();
}

SortedSet<String> tagsOf(TestPlan plan) {
    var names = new TreeSet<String>();
    var todo = new ArrayDeque<TestIdentifier>(plan.getRoots());
    while (!todo.isEmpty()) {
        TestIdentifier next = todo.remove();
        next.getTags().stream().map(TestTag::getName).forEach(names::add);
        todo.addAll(plan.getChildren(next));
    }
    return names;
}

/** Prints a line a class and a line a test, and counts. */
static final class Tree implements TestExecutionListener {
    int passed;
    int failed;
    int skipped;
    private long startedNanos;

    @Override
    public void executionStarted(TestIdentifier id) {
        startedNanos = System.nanoTime();
        if (id.isContainer() && depth(id) > 0) {
            IO.println("  ".repeat(depth(id) - 1) + id.getDisplayName());
        }
    }

    @Override
    public void executionSkipped(TestIdentifier id, String reason) {
        skipped++;
        line("-", id, "skipped: " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier id, TestExecutionResult result) {
        long tookMs = (System.nanoTime() - startedNanos) / 1_000_000;
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (id.isTest()) {
                    passed++;
                    line("✓", id, tookMs < 1000 ? "" : "%.1f s".formatted(tookMs / 1e3));
                }
            }
            // A failed assumption: what the test needs is not to be had on this machine.
            case ABORTED -> executionSkipped(id,
                result.getThrowable().map(Throwable::getMessage).orElse(""));
            case FAILED -> {
                failed++;
                line("✗", id, "");
                result.getThrowable().ifPresent(Tree::explain);
            }
        }
    }

    private static void explain(Throwable thrown) {
        IO.println(thrown.toString().indent(6).stripTrailing());
        for (StackTraceElement frame : thrown.getStackTrace()) {
            // The frames of the tests themselves; all code of the course is in the unnamed package.
            if (!frame.getClassName().contains(".")) {
                IO.println("        at " + frame);
            }
        }
    }

    private static void line(String mark, TestIdentifier id, String note) {
        IO.println("  ".repeat(Math.max(0, depth(id) - 1)) + mark + " " + id.getDisplayName()
            + (note.isEmpty() ? "" : "  [" + note + "]"));
    }

    /** 0 for the engine, 1 for a class, 2 for a test in it. */
    private static int depth(TestIdentifier id) {
        return id.getUniqueIdObject().getSegments().size() - 1;
    }
}
