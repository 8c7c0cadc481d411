///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Script.java Allocator.java
//DESCRIPTION 3. Wrap mmap and munmap into smalloc and sfree, in the manner of malloc and free

/*
 * The six calls of the first chapter, wrapped into two: see Allocator.java for smalloc and sfree.
 * Section 3.3 of the document.
 *
 *     $ jbang smalloc
 *     --------hello nihao
 *     munmap success
 *     $ cat smallocTest
 *     hello nihao
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Option;

static final String FILE = "smallocTest";
static final long LENGTH_BYTES = 20;

@Option(names = "--file-channel", description = "The Java way: FileChannel.map and an Arena.")
boolean fileChannel;

void main(String... args) {
    Script.run(this, "smalloc",
        "Write to memory that smalloc made from the file smallocTest, and free it with sfree.",
        args, () -> {
            if (fileChannel) {
                theJavaWay();
            } else {
                theCWay();
            }
            IO.println("munmap success");
        });
}

void theCWay() {
    MemorySegment p = Allocator.smalloc(LENGTH_BYTES, FILE);
    Script.explain("smalloc mapped %d bytes of %s", p.byteSize(), FILE);
    try {
        p.setString(0, "hello nihao\n");
        IO.print("--------" + p.getString(0));
    } finally {
        // Unlike C's, it throws when munmap fails.
        Allocator.sfree(p);
    }
}

void theJavaWay() throws IOException {
    // An Arena is what smalloc and sfree want to be: it owns the memory, gives it back once, and
    // knows when somebody touches it afterwards.
    try (var channel = FileChannel.open(Path.of(FILE), StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
            var arena = Arena.ofConfined()) {
        MemorySegment p = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH_BYTES, arena);
        Script.explain("mapped %d bytes of %s by FileChannel.map", p.byteSize(), FILE);
        p.setString(0, "hello nihao\n");
        IO.print("--------" + p.getString(0));
    }
}
