///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES ../Script.java jupyter/JupyterEnvironment.java jupyter/NotebookRun.java
//DESCRIPTION Check that the stored outputs of the notebooks are fresh, or store new ones: --refresh

/*
 * The outputs in the notebooks are committed. This program runs every notebook and compares each
 * new output with the stored one. It does not compare what may vary, such as measured values; see
 * NotebookOutput.comparable.
 *
 *     $ jbang notebooks
 *     $ jbang notebooks --refresh 02
 */

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Option(names = "--refresh", description = "Store the outputs instead of comparing them.")
boolean refresh;

@Parameters(paramLabel = "NOTEBOOK", description = "Run only these, such as 01 or 01_mmap_basics.")
List<String> names = List.of();

void main(String... args) {
    Script.run(this, "notebooks", "Run the notebooks and compare new with stored outputs.",
        args, () -> {
            JupyterEnvironment jupyter = JupyterEnvironment.prepare();
            var bad = new ArrayList<String>();
            NotebookRun.runAll(jupyter, NotebookRun.select(jupyter, names), run -> {
                List<String> faults = faults(run);
                IO.println("%s %s, %.1f s".formatted(faults.isEmpty() ? "✓" : "✗", run.name(),
                    run.seconds()));
                faults.forEach(fault -> IO.println(fault.indent(4).stripTrailing()));
                if (!faults.isEmpty()) {
                    bad.add(run.name());
                } else if (refresh) {
                    run.store();
                }
            });
            if (!bad.isEmpty()) {
                throw Script.refusal((refresh ? "not stored: " : "not fresh: ")
                    + String.join(", ", bad) + (refresh ? "; the reasons are above"
                        : "; jbang notebooks --refresh stores new outputs"));
            }
        });
}

List<String> faults(NotebookRun run) throws Exception {
    if (!run.isGood()) {
        return List.of(run.failure());
    }
    var faults = new ArrayList<>(run.forbiddenOutputs());
    if (!refresh) {
        faults.addAll(run.differences());
    }
    return faults;
}
