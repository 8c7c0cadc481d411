///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto
//SOURCES ../Script.java Cut.java CutView.java PowerCutLab.java Stores.java
//DESCRIPTION 9. Find the smallest power cut that breaks a store, and none that breaks a fixed one

/*
 * Runs stores on a simulated disk, and cuts the power at each call that writes to the disk. Of the
 * changes that are not on the disk yet, each part may have reached it. A store must recover from
 * all of them. The first store overwrites its document in place, and it is broken if one sector of
 * 512 bytes reaches the disk without the other. The second one has two slots with checksums.
 *
 *     $ jbang power-cut
 *     in-place: broken, after 6 images
 *     The power fails before the msync of document in operation 1.
 *                            ┌─────┐┌─────┐┌─────┐┌─────┐┌─────┐┌─────┐┌─────┐┌─────┐
 *     document, page 0       │new  ││old  ││     ││     ││     ││     ││     ││     │
 *                            └─────┘└─────┘└─────┘└─────┘└─────┘└─────┘└─────┘└─────┘
 *     Promised: version 0 or version 1. Found: a mix of the versions 0 and 1.
 *
 *     slots: none of 2101 images breaks it
 *       pages: all subsets; most changes at one moment: 1
 *       sectors of 512 bytes: all subsets; most changes at one moment: 2
 *       words of 8 bytes: all subsets of up to 10 changes, a sample of more (seed 1); …
 *
 * With --all it tries all stores, and with --seed it takes another sample where it cannot try all
 * subsets of the changes.
 */

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Parameters(paramLabel = "STORE", description = {"The stores to break: in-place, checksum,",
    "slots-without-checksum, slots-with-ms-async, slots,", "log-without-checksum, log, overwrite,",
    "rename-without-fsync, rename-without-folder, rename.", "Default: in-place slots."})
List<String> names = new ArrayList<>();

@Option(names = "--all", description = "Try all stores.")
boolean all;

@Option(names = "--seed", description = "Choose another sample of the subsets. Default: 1.")
long seed = 1;

void main(String... args) {
    Script.run(this, "power-cut",
        "Find the smallest power cut that breaks a store, and none that breaks a fixed one.",
        args, () -> {
            var stores = Stores.all();
            for (String name : names) {
                Script.require(stores.containsKey(name), "No store has the name " + name);
            }
            List<String> chosen = all ? List.copyOf(stores.keySet())
                : names.isEmpty() ? List.of("in-place", "slots") : names;
            for (String name : chosen) {
                PowerCutLab.Report report = PowerCutLab.of(stores.get(name), seed);
                if (report.cut().isEmpty()) {
                    IO.println(name + ": none of " + report.images() + " images breaks it");
                    report.tried().forEach(line -> IO.println("  " + line));
                    IO.println();
                } else {
                    IO.println(name + ": broken, after " + report.images() + " images\n"
                        + CutView.draw(report.cut().get()).text() + "\n");
                }
            }
        });
}
