///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//DEPS org.junit.jupiter:junit-jupiter:5.14.4
//DEPS org.junit.platform:junit-platform-launcher:1.14.4
//SOURCES ../Script.java ../support/Checkout.java grading/Exercise.java
//SOURCES ../tests/*.java ../tests/**/*.java
//DESCRIPTION Run the project's own tests: all of them, or those with a name

/*
 * Runs the JUnit tests of snippets/tests, two classes at a time on two processors, and prints each
 * class as it ends. After the last test, it prints all failures again, the slowest classes, and the
 * line "N passed, N failed". Exit code 1 means that a test failed or that none passed.
 *
 *     $ jbang test fast
 *     $ jbang test LayoutTest exercises:1.4
 */

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Parameters(paramLabel = "NAME", description = {"Run only the tests with this name:",
    "a tag, a class, exercises:1.4 for an exercise,",
    "fast for the classes that take only seconds,",
    "or full for all tests with their big sizes."})
List<String> names = List.of();

@Option(names = "--serial", description = "Run one class at a time, and measure its CPU time.")
boolean serial;

static final String EXERCISE = "exercises:";

// JUnit warns about every link that it deletes in a temporary folder, but the tests make such links
// on purpose. Selenium warns that it has no typed access to the DevTools of this Chromium, but the
// tests do not use them.
static final List<Logger> WARNERS = List.of(
    Logger.getLogger("org.junit.jupiter.engine.extension"),
    Logger.getLogger("org.openqa.selenium"));

void main(String... args) {
    WARNERS.forEach(warner -> warner.setLevel(Level.SEVERE));
    Script.run(this, "test", "Run the project's own tests.", args, () -> {
        var launcher = LauncherFactory.create();
        var request = request();
        filter(request, launcher.discover(request.build()));
        try (var progress = new TestProgress(new PrintWriter(System.out), serial)) {
            launcher.execute(request.build(), progress);
            progress.printSummary();
            progress.keepTimes(Checkout.find().orElseThrow().resolve(".jbang/test-times.tsv"));
            System.exit(progress.isGood() ? 0 : 1);
        }
    });
}

LauncherDiscoveryRequestBuilder request() throws Exception {
    // The tests are compiled into the same jar as this class.
    var here = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
    int processors = Runtime.getRuntime().availableProcessors();
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(here)))
        .filters(ClassNameFilter.includeClassNamePatterns(".*Test"))
        // The graders test the learners' answers, not the project.
        .filters(ClassNameFilter.excludeClassNamePatterns(
            Exercise.all().stream().map(Exercise::graderName).toArray(String[]::new)))
        .configurationParameters(Map.of(
            // This ends a test that hangs. All limits grow under load, see Course.patience.
            "junit.jupiter.execution.timeout.default", Course.patience(300).toSeconds() + " s",
            // On a fresh machine, the first test that needs the Python environment installs it.
            "junit.jupiter.execution.timeout.lifecycle.method.default", "20 m",
            // The slow classes start first, so that none of them is alone at the end.
            "junit.jupiter.testclass.order.default", "SlowFirst",
            "junit.jupiter.execution.parallel.enabled", String.valueOf(!serial),
            "junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
            "junit.jupiter.execution.parallel.config.strategy", "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism", "" + processors,
            "junit.jupiter.execution.parallel.config.fixed.max-pool-size", "" + processors));
}

/** Adds filters to the request, so that only the tests with the given names run. */
void filter(LauncherDiscoveryRequestBuilder request, TestPlan plan) {
    SortedSet<String> tags = tagsOf(plan);
    Set<String> classes = plan.getRoots().stream().flatMap(root -> plan.getChildren(root).stream())
        .map(TestProgress::className).collect(Collectors.toSet());
    var wanted = new HashSet<>(names);
    boolean full = wanted.remove("full");
    System.setProperty(Course.FULL, String.valueOf(full));
    if (!full) {
        request.filters(TagFilter.excludeTags("full"));
    }
    if (wanted.remove("fast")) {
        request.filters(TagFilter.excludeTags("slow"));
    }
    var ids = new ArrayList<String>();
    for (String name : List.copyOf(wanted)) {
        if (name.startsWith(EXERCISE)) {
            ids.add(name.substring(EXERCISE.length()));
            wanted.remove(name);
            wanted.add("ExercisesTest");
        }
    }
    System.setProperty(Course.EXERCISES, String.join(" ", ids));
    for (String name : wanted) {
        Script.require(tags.contains(name) || classes.contains(name), "No test has the name "
            + name + "; there are the classes in snippets/tests and these tags: fast full "
            + String.join(" ", tags));
    }
    if (!wanted.isEmpty()) {
        request.filters((PostDiscoveryFilter) test -> FilterResult.includedIf(
            test.getTags().stream().anyMatch(tag -> wanted.contains(tag.getName()))
            || test.getSource().filter(source -> source instanceof MethodSource method
                && wanted.contains(method.getClassName().replaceFirst("\\$.*", "")))
                .isPresent()));
    }
}

SortedSet<String> tagsOf(TestPlan plan) {
    var names = new TreeSet<String>();
    for (var root : plan.getRoots()) {
        plan.getDescendants(root).forEach(
            test -> test.getTags().forEach(tag -> names.add(tag.getName())));
    }
    return names;
}
