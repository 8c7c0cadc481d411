///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Libc.java ../Script.java
//DESCRIPTION 1. Write to a file and read from it through memory: open, mmap, munmap

/*
 * A file becomes memory: what is written to the memory is in the file, without write(2).
 * Section 2.1 of the document.
 *
 *     $ jbang mmap-basics
 *     ------hello
 *
 *     $ od -c testmmap
 *     0000000   h   e   l   l   o  \n  \0  \0  \0  \0
 *     0000012
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Option;

static final String FILE = "testmmap";
static final long LENGTH_BYTES = 10;

@Option(names = "--file-channel", description = "The Java way: FileChannel.map and an Arena.")
boolean fileChannel;

void main(String... args) {
    Script.run(this, "mmap-basics",
        "Write hello to the file testmmap through memory, and print it from there.",
        args, () -> {
            if (fileChannel) {
                theJavaWay();
            } else {
                theCWay();
            }
        });
}

void theCWay() {
    int fd = Libc.open(FILE, Libc.O_RDWR | Libc.O_CREAT | Libc.O_TRUNC, 0664);
    long length;
    MemorySegment p;
    try {
        // A new file is empty, and nothing can be mapped of an empty file.
        Libc.ftruncate(fd, LENGTH_BYTES);
        length = Libc.lseek(fd, 0, Libc.SEEK_END);
        p = Libc.mmap(Libc.NULL, length,
            Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
    } finally {
        // The mapping keeps the file open by itself; the descriptor has done its work.
        Libc.close(fd);
    }
    Script.explain("mapped %d bytes of %s, descriptor %d is closed again", length, FILE, fd);
    try {
        // Writes the letters and the zero that ends a C string, as strcpy does.
        p.setString(0, "hello\n");
        IO.println("------" + p.getString(0));
    } finally {
        Libc.munmap(p, length);
    }
    Script.explain("unmapped; the bytes are in the file");
}

void theJavaWay() throws IOException {
    try (var channel = FileChannel.open(Path.of(FILE), StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
            var arena = Arena.ofConfined()) {
        // No ftruncate: map makes the file as long as the mapping. mmap(2) would not.
        MemorySegment p = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH_BYTES, arena);
        Script.explain("mapped %d bytes of %s by FileChannel.map", p.byteSize(), FILE);
        p.setString(0, "hello\n");
        IO.println("------" + p.getString(0));
    }
    Script.explain("the arena is closed, and the mapping with it");
}
