///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC -Xshare:auto
//SOURCES ../Libc.java ../Script.java
//DESCRIPTION 1. Map a file, write to it and read from it as memory: open, mmap, munmap

/*
 * Maps a file into memory and writes to it there. The bytes are then in the file, without any call
 * of write(2). This is section 2.1 of the tutorial 内存映射通信 ("IPC by memory mapping").
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

@Option(names = "--file-channel",
    description = "Use FileChannel.map and an Arena instead of mmap(2).")
boolean fileChannel;

void main(String... args) {
    Script.run(this, "mmap-basics",
        "Map the file testmmap, write hello to the mapping, and print it from there.",
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
        // The file is empty now, and mmap of 0 bytes fails with EINVAL.
        Libc.ftruncate(fd, LENGTH_BYTES);
        length = Libc.lseek(fd, 0, Libc.SEEK_END);
        p = Libc.mmap(Libc.NULL, length,
            Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
    } finally {
        // The mapping does not need the descriptor: it stays valid after close.
        Libc.close(fd);
    }
    Script.explain("mapped %d bytes of %s and closed descriptor %d", length, FILE, fd);
    try {
        // Like strcpy, setString also writes the zero byte that ends a C string.
        p.setString(0, "hello\n");
        IO.println("------" + p.getString(0));
    } finally {
        Libc.munmap(p, length);
    }
    Script.explain("unmapped the file; the bytes are in it");
}

void theJavaWay() throws IOException {
    try (var channel = FileChannel.open(Path.of(FILE), StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
            var arena = Arena.ofConfined()) {
        // We need no ftruncate, because map extends the file to the length of the mapping.
        // mmap(2) does not do that.
        MemorySegment p = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH_BYTES, arena);
        Script.explain("mapped %d bytes of %s with FileChannel.map", p.byteSize(), FILE);
        p.setString(0, "hello\n");
        IO.println("------" + p.getString(0));
    }
    Script.explain("closed the arena, which unmapped the file");
}
