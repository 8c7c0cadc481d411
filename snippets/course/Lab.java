///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES ../Script.java ../support/RunningProcess.java
//SOURCES jupyter/JupyterEnvironment.java jupyter/LearnersCopy.java jupyter/NotebookRun.java
//DESCRIPTION Open the notebooks in JupyterLab, and install what is missing into an ignored folder

/*
 * Opens the course in JupyterLab. You work in copies of your own, work/NN_topic.ipynb, so
 * notebooks/ never changes. When the course has changed a notebook, lab renews the cells that you
 * did not edit, and keeps your old copy in work/.history.
 *
 *     $ jbang lab                          opens notebook 00 in the browser
 *     $ jbang lab 03                       opens notebook 03
 *     $ jbang lab --fresh 03               starts notebook 03 anew
 *     $ jbang lab --check                  runs every notebook to its end, without a browser
 *     $ jbang lab --install-kernel --user  lets another Jupyter of yours run the notebooks
 */

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Option(names = "--no-browser", description = "Print the address instead of opening a browser.")
boolean noBrowser;

@Option(names = "--port", description = "Port to serve on. Default: 8888 or the next free one.")
Integer port;

@Option(names = "--check", description = "Run the notebooks without a browser, until one fails.")
boolean check;

@Option(names = "--fresh", description = "Start your copies of these notebooks anew.")
boolean fresh;

@Option(names = "--copies", description = "Make or renew your copies, and open nothing.")
boolean copies;

@Option(names = "--install-kernel", description = "Install the notebook kernel for another Jupyter:"
    + " with --user for you, with --prefix=DIR for the Jupyter in DIR, else for all users.")
boolean installKernel;

@Option(names = "--user", description = "With --install-kernel: for you only.")
boolean user;

@Option(names = "--prefix", paramLabel = "DIR",
    description = "With --install-kernel: such as /opt/jupyterhub.")
Path prefix;

@Parameters(paramLabel = "NOTEBOOK", description = "Open this notebook, such as 01. With --check:"
    + " run only these.")
List<String> names = List.of();

void main(String... args) {
    Script.run(this, "lab", "Open the course's notebooks in JupyterLab.", args, () -> {
        Script.require(port == null || port > 0 && port < 65536, "--port must be from 1 to 65535.");
        Script.require(!check || !fresh, "--check does not use your copies.");
        Script.require(!fresh || !names.isEmpty(), "Name the notebooks to start anew.");
        Script.require(installKernel || !user && prefix == null,
            "--user and --prefix need --install-kernel.");
        JupyterEnvironment jupyter = JupyterEnvironment.prepare();
        if (installKernel) {
            jupyter.installKernel(user ? List.of("--user")
                : prefix != null ? List.of("--prefix=" + prefix) : List.of());
            IO.println("lab: installed the kernel \"java\"");
        } else if (copies) {
            IO.println("lab: your notebooks are in " + LearnersCopy.makeAll(jupyter, List.of()));
        } else if (check) {
            checkAll(jupyter);
        } else {
            List<String> chosen = NotebookRun.select(jupyter, names);
            Path work = LearnersCopy.makeAll(jupyter, fresh ? chosen : List.of());
            serve(jupyter, work.resolve(chosen.getFirst() + ".ipynb"));
        }
    });
}

void serve(JupyterEnvironment jupyter, Path notebook) throws Exception {
    // -y: Ctrl-C ends it without a question. --allow-root: in a container the user is often root.
    var arguments = new ArrayList<String>(List.of("-y", "--allow-root",
        "--ServerApp.root_dir=" + notebook.getParent().getParent(), "--log-level=ERROR",
        "--LabApp.default_url=/lab/tree/work/" + notebook.getFileName()));
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
