///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Libc.java ../Script.java
//DESCRIPTION 5. Read the counter from another process's mapping

/*
 * Prints, every two seconds, what Writer.java wrote into the mapping of its own process. Reading
 * takes nothing away: who reads faster than the writer sees values twice, who reads slower misses
 * some. Section 4.2 of the document.
 *
 *     one terminal          another terminal
 *     $ jbang writer        $ jbang reader
 *                           103
 *                           105
 *                           107
 *                           ^C
 *
 * The document's reader prints *p of a char *p, one signed byte: --as byte does so too.
 *
 *     $ jbang writer --start 128 --count 1
 *     $ jbang reader --as byte --count 1
 *     -128
 */

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import picocli.CommandLine.Option;

// Volatile, as the writer is another process: after a plain read the compiler may take the value
// for constant and never look again. An aligned int is one load for the processor, never torn.
static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

@Option(names = "--file", paramLabel = "FILE", description = "The file to map. Default: testmmap.")
String file = "testmmap";

@Option(names = "--interval", paramLabel = "MS",
    description = "Milliseconds between two reads. Default: 2000.")
int intervalMs = 2000;

@Option(names = "--count", paramLabel = "N",
    description = "How many lines to print. Default: no end.")
long count = Long.MAX_VALUE;

@Option(names = "--as", paramLabel = "TYPE",
    description = "int, or byte as the document's *p. Default: int.")
String as = "int";

void main(String... args) {
    Script.run(this, "reader", "Print the counter in a shared mapping of a file.", args, () -> {
        Script.require(intervalMs >= 0 && count > 0, "--interval from 0, --count from 1.");
        Script.require(as.equals("int") || as.equals("byte"), "--as is int or byte.");
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
        // Asked first: a directory's length is not a size, and mmap would complain about that.
        if (Libc.fstat(fd).isDirectory()) {
            throw Script.refusal(file + " is a directory, which cannot be mapped");
        }
        long length = Libc.lseek(fd, 0, Libc.SEEK_END);
        Script.explain("%s: %d bytes to map shared, for reading only", file, length);
        return Libc.mmap(Libc.NULL, length, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
    } catch (Libc.ErrnoException e) {
        // Of a file that no writer has made longer yet, there is nothing to map.
        throw e.errno != Libc.EINVAL || Libc.fstat(fd).sizeBytes() > 0 ? e
            : Script.refusal(e.getMessage() + ": " + file + " is empty, start a writer first");
    } finally {
        Libc.close(fd);
    }
}

int open() {
    try {
        // Without O_NONBLOCK, open(2) of a FIFO waits for its other end, perhaps for ever.
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
        // Whoever read the lines may be gone, as in "| head -3": then so are we.
        if (System.out.checkError()) {
            return;
        }
    }
}
