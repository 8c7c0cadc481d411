///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC -Xshare:auto
//SOURCES ../Script.java Allocator.java
//DESCRIPTION 3. Wrap mmap and munmap in smalloc and sfree, modelled on malloc and free

/*
 * Writes to a file through memory, as in chapter 1, but with two calls instead of six: smalloc and
 * sfree, which are in Allocator.java. This is section 3.3 of the tutorial 内存映射通信 ("IPC by
 * memory mapping").
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

@Option(names = "--file-channel",
    description = "Use FileChannel.map and an Arena instead of smalloc and sfree.")
boolean fileChannel;

void main(String... args) {
    Script.run(this, "smalloc",
        "Map the file smallocTest with smalloc, write to it, and unmap it with sfree.",
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
        // In C, sfree returns -1 if munmap fails. This one throws an exception.
        Allocator.sfree(p);
    }
}

void theJavaWay() throws IOException {
    // An Arena replaces smalloc and sfree. It owns the memory and unmaps it exactly once, and an
    // access after that throws an exception.
    try (var channel = FileChannel.open(Path.of(FILE), StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
            var arena = Arena.ofConfined()) {
        MemorySegment p = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH_BYTES, arena);
        Script.explain("mapped %d bytes of %s with FileChannel.map", p.byteSize(), FILE);
        p.setString(0, "hello nihao\n");
        IO.print("--------" + p.getString(0));
    }
}
