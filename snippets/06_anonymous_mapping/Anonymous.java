///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC -Xshare:auto
//RUNTIME_OPTIONS -Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1
//SOURCES ../Fork.java ../Libc.java ../Script.java
//DESCRIPTION 6. Share memory without a file: MAP_ANONYMOUS, and memfd for unrelated processes

/*
 * Does the same as parent-child, but without a file. It is the program of the tutorial's chapter
 * five, which says that only related processes can share anonymous memory. Memory from
 * memfd_create(2) has a descriptor, and another process can open that in /proc. With --memfd, a JVM
 * that inherited nothing does so and writes to the memory.
 *
 *     $ jbang anonymous
 *     child ,*p=20,var=1000
 *     parent,*p=20,var = 100
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import picocli.CommandLine.Option;

static final long LENGTH_BYTES = 40;
static final Duration DEADLINE = Duration.ofSeconds(20);

@Option(names = "--memfd", description = "Share with an unrelated process, by memfd_create.")
boolean memfd;

@Option(names = "--attach", hidden = true, paramLabel = "/proc/PID/fd/N")
String attach;

int var = 100;

void main(String... args) {
    Script.run(this, "anonymous",
        "A child writes to anonymous memory; the parent shows what it sees.",
        args, () -> {
            if (attach != null) {
                joinStranger();
            } else if (memfd) {
                shareByMemfd();
            } else {
                shareByFork();
            }
        });
}

void shareByFork() {
    MemorySegment p = map(Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1);
    try {
        Fork.warmUp(() -> child(Arena.global().allocate(1)));
        var = 100;   // because the warm-up ran child() in this process
        Fork.runToSuccess(DEADLINE, () -> child(p));
        printParent(p);
    } finally {
        Libc.munmap(p, p.byteSize());
    }
}

void shareByMemfd() throws Exception {
    int fd = Libc.memfd_create("anonymous", Libc.MFD_CLOEXEC);
    try {
        Libc.ftruncate(fd, LENGTH_BYTES);
        MemorySegment p = map(Libc.MAP_SHARED, fd);
        try {
            String path = "/proc/" + Libc.getpid() + "/fd/" + fd;
            Script.explain("no file anywhere, but %s can be opened", path);
            Script.spawn(this, DEADLINE, List.of("--attach", path));
            printParent(p);
        } finally {
            Libc.munmap(p, p.byteSize());
        }
    } finally {
        Libc.close(fd);
    }
}

/** In the other JVM, which knows nothing but the path. */
void joinStranger() {
    int fd = Libc.open(attach, Libc.O_RDWR);
    MemorySegment p;
    try {
        p = map(Libc.MAP_SHARED, fd);
    } finally {
        Libc.close(fd);
    }
    try {
        child(p);
    } finally {
        Libc.munmap(p, p.byteSize());
    }
}

void child(MemorySegment p) {
    p.set(ValueLayout.JAVA_BYTE, 0, (byte) 20);
    var = 1000;
    Fork.print("child ,*p=" + p.get(ValueLayout.JAVA_BYTE, 0) + ",var=" + var);
}

void printParent(MemorySegment p) {
    IO.println("parent,*p=" + p.get(ValueLayout.JAVA_BYTE, 0) + ",var = " + var);
}

MemorySegment map(int flags, int fd) {
    return Libc.mmap(Libc.NULL, LENGTH_BYTES, Libc.PROT_READ | Libc.PROT_WRITE, flags, fd, 0);
}
