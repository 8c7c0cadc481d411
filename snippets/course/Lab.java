///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Script.java ../support/RunningProcess.java
//SOURCES jupyter/JupyterEnvironment.java jupyter/NotebookRun.java
//DESCRIPTION Open the notebooks in JupyterLab, and install what is missing into an ignored folder

/*
 * Opens the course: JupyterLab with notebooks/00_start_here.ipynb and the IJava kernel.
 *
 *     $ jbang lab                          opens the browser
 *     $ jbang lab --no-browser --port 8899
 *     $ jbang lab --check                  runs every notebook to its end, without a browser
 */

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Option(names = "--no-browser", description = "Print the address instead of opening a browser.")
boolean noBrowser;

@Option(names = "--port", description = "Port to serve on. Default: 8888 or the next free one.")
Integer port;

@Option(names = "--check", description = "Run the notebooks without a browser, until one fails.")
boolean check;

@Parameters(paramLabel = "NOTEBOOK", description = "With --check: run only these, such as 01.")
List<String> names = List.of();

void main(String... args) {
    Script.run(this, "lab", "Open the course's notebooks in JupyterLab.", args, () -> {
        Script.require(port == null || port > 0 && port < 65536, "--port must be from 1 to 65535.");
        Script.require(names.isEmpty() || check, "Name notebooks only together with --check.");
        JupyterEnvironment jupyter = JupyterEnvironment.prepare();
        if (check) {
            checkAll(jupyter);
        } else {
            serve(jupyter);
        }
    });
}

void serve(JupyterEnvironment jupyter) throws Exception {
    // -y: Ctrl-C ends it without a question. --allow-root: in a container the user is often root.
    var arguments = new ArrayList<String>(List.of("-y", "--allow-root",
        "--ServerApp.root_dir=" + jupyter.root, "--log-level=ERROR",
        "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"));
    if (noBrowser) {
        arguments.add("--no-browser");
    }
    if (port != null) {
        // Without port_retries=0 Jupyter silently takes another port if this one is in use.
        arguments.addAll(List.of("--port=" + port, "--ServerApp.port_retries=0"));
    }
    // Jupyter itself has to end its kernels, because a kernel then deletes its temporary folder.
    var server = new RunningProcess(jupyter.module("jupyterlab", arguments).inheritIO().start())
        .stopAtExit();
    int code = server.process.waitFor();
    if (code != 0) {
        throw Script.refusal("JupyterLab ended with exit code " + code);
    }
}

void checkAll(JupyterEnvironment jupyter) throws Exception {
    NotebookRun.runAll(jupyter, NotebookRun.select(jupyter, names), run -> {
        IO.println("%s %s: %d ✓, %d ✗, %.1f s".formatted(run.isGood() ? "✓" : "✗", run.name(),
            run.count("✓"), run.count("✗"), run.seconds()));
        if (!run.isGood()) {
            IO.println(run.failure().indent(4).stripTrailing());
            throw Script.refusal(run.name() + " failed");
        }
    });
}
