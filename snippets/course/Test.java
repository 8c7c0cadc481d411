///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DEPS org.junit.jupiter:junit-jupiter:5.14.4
//DEPS org.junit.platform:junit-platform-launcher:1.14.4
//SOURCES ../Script.java grading/Exercise.java ../tests/*.java ../tests/**/*.java
//DESCRIPTION Run the project's own tests: all of them, or those with a tag

/*
 * Runs the JUnit tests of snippets/tests and prints each test as it ends. After the last test, it
 * prints all failures again, and the line "N passed, N failed". Exit code 1 means that a test
 * failed or that none passed.
 *
 *     $ jbang test basics
 */

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import picocli.CommandLine.Parameters;

@Parameters(paramLabel = "TAG", description = "Only tests with one of these tags.")
List<String> tags = List.of();

// JUnit warns of every link that it deletes in a temporary folder, which the tests make on purpose;
// Selenium, that it has no typed access to the DevTools of this Chromium, which they do not use.
static final List<Logger> WARNERS = List.of(
    Logger.getLogger("org.junit.jupiter.engine.extension"),
    Logger.getLogger("org.openqa.selenium"));

void main(String... args) {
    WARNERS.forEach(warner -> warner.setLevel(Level.SEVERE));
    Script.run(this, "test", "Run the project's own tests.", args, () -> {
        var launcher = LauncherFactory.create();
        SortedSet<String> known = tagsOf(launcher.discover(request(List.of())));
        for (String tag : tags) {
            Script.require(known.contains(tag), "No test has the tag " + tag + "; there are: "
                + String.join(" ", known));
        }
        var progress = new TestProgress(new PrintWriter(System.out));
        launcher.execute(request(tags), progress);
        progress.printSummary();
        System.exit(progress.isGood() ? 0 : 1);
    });
}

LauncherDiscoveryRequest request(List<String> tags) throws Exception {
    // The tests are compiled into the same jar as this class.
    var here = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
    var request = LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(here)))
        .filters(ClassNameFilter.includeClassNamePatterns(".*Test"))
        // The graders are tests of the learners' texts, not of the project.
        .filters(ClassNameFilter.excludeClassNamePatterns(
            Exercise.all().stream().map(Exercise::graderName).toArray(String[]::new)))
        .configurationParameter("junit.jupiter.execution.timeout.default", "120 s")
        // The Python environment of a fresh machine is made before the first test that needs it.
        .configurationParameter("junit.jupiter.execution.timeout.lifecycle.method.default", "20 m");
    if (!tags.isEmpty()) {
        request.filters(TagFilter.includeTags(tags));
    }
    return request.build();
}

SortedSet<String> tagsOf(TestPlan plan) {
    var names = new TreeSet<String>();
    for (var root : plan.getRoots()) {
        plan.getDescendants(root).forEach(
            test -> test.getTags().forEach(tag -> names.add(tag.getName())));
    }
    return names;
}
