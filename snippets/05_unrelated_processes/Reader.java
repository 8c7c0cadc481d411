///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES ../Libc.java ../Script.java
//DESCRIPTION 5. Map the writer's file in another process and print the counter

/*
 * Maps the file that Writer.java maps and prints its counter every two seconds. Reading does not
 * remove a value: a fast reader sees values twice, and a slow reader misses some. This is section
 * 4.2 of the tutorial 内存映射通信 ("IPC by memory mapping").
 *
 *     one terminal          another terminal
 *     $ jbang writer        $ jbang reader
 *                           103
 *                           105
 *                           107
 *                           ^C
 *
 * The tutorial's reader prints *p of a char *p, which is one signed byte. So does --as byte.
 *
 *     $ jbang writer --start 128 --count 1
 *     $ jbang reader --as byte --count 1
 *     -128
 */

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import picocli.CommandLine.Option;

// Reads are volatile because another process writes. After a plain read the compiler may assume
// that the value never changes and not read again. An aligned int is one load, so it is never torn.
static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

@Option(names = "--file", paramLabel = "FILE", description = "The file to map. Default: testmmap.")
String file = "testmmap";

@Option(names = "--interval", paramLabel = "MS",
    description = "Milliseconds between two reads. Default: 2000.")
int intervalMs = 2000;

@Option(names = "--count", paramLabel = "N",
    description = "How many lines to print. Default: unlimited.")
long count = Long.MAX_VALUE;

@Option(names = "--as", paramLabel = "TYPE",
    description = "int, or byte like *p in the tutorial. Default: int.")
String as = "int";

void main(String... args) {
    Script.run(this, "reader", "Map the file of a writer and print its counter.", args, () -> {
        Script.require(intervalMs >= 0 && count > 0, "--interval must be >= 0, --count >= 1.");
        Script.require(as.equals("int") || as.equals("byte"), "--as must be int or byte.");
        MemorySegment p = map();
        try {
            print(p);
        } finally {
            Libc.munmap(p, p.byteSize());
        }
    });
}

MemorySegment map() {
    int fd = open();
    try {
        // Check this first, because for a directory lseek does not return a size, and mmap would
        // report a misleading error.
        if (Libc.fstat(fd).isDirectory()) {
            throw Script.refusal(file + " is a directory, which cannot be mapped");
        }
        long length = Libc.lseek(fd, 0, Libc.SEEK_END);
        Script.explain("%s: %d bytes to map shared, for reading only", file, length);
        return Libc.mmap(Libc.NULL, length, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
    } catch (Libc.ErrnoException e) {
        // The file is empty until a writer extends it, and mmap of 0 bytes fails with EINVAL.
        throw e.errno != Libc.EINVAL || Libc.fstat(fd).sizeBytes() > 0 ? e
            : Script.refusal(e.getMessage() + ": " + file + " is empty, start a writer first");
    } finally {
        Libc.close(fd);
    }
}

int open() {
    try {
        // Without O_NONBLOCK, open(2) of a FIFO waits until another process opens it for writing.
        return Libc.open(file, Libc.O_RDONLY | Libc.O_NONBLOCK);
    } catch (Libc.ErrnoException e) {
        throw e.errno != Libc.ENOENT ? e
            : Script.refusal(e.getMessage() + ": start a writer first");
    }
}

void print(MemorySegment p) throws InterruptedException {
    boolean asInt = as.equals("int");
    if (asInt && p.byteSize() < Integer.BYTES) {
        throw Script.refusal(file + " has " + p.byteSize() + " bytes, too few for an int");
    }
    for (long n = 0; n < count; n++) {
        if (n > 0) {
            Thread.sleep(intervalMs);
        }
        IO.println(asInt ? (int) INT.getVolatile(p, 0L) : (byte) BYTE.getVolatile(p, 0L));
        // Stop if nobody reads our output any more, as after "| head -3".
        if (System.out.checkError()) {
            return;
        }
    }
}
