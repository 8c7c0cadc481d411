///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Script.java jupyter/JupyterEnvironment.java jupyter/NotebookRun.java
//DESCRIPTION Check that the stored outputs of the notebooks are fresh, or store new ones: --refresh

/*
 * The outputs in the notebooks are committed. This runs every notebook and compares what comes out
 * with what is stored, output by output, apart from what may vary; see NotebookOutput.comparable.
 *
 *     $ jbang notebooks
 *     $ jbang notebooks --refresh 02
 */

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Option(names = "--refresh", description = "Store the outputs instead of comparing them.")
boolean refresh;

@Parameters(paramLabel = "NOTEBOOK", description = "Only these, as 01 or 01_mmap_basics.")
List<String> names = List.of();

void main(String... args) {
    Script.run(this, "notebooks", "Run the notebooks and compare their outputs with those stored.",
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
                throw Script.refusal("not fresh: " + String.join(", ", bad)
                    + (refresh ? "; not stored" : "; see jbang notebooks --refresh"));
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
