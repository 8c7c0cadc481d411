///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC -Xshare:auto
//RUNTIME_OPTIONS -Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1
//SOURCES ../Fork.java ../Libc.java ../Script.java
//DESCRIPTION 4. Share memory between parent and child: what fork copies and what it shares

/*
 * A forked child writes to a shared mapping and to a variable. The parent sees only the change of
 * the mapping. This is section 3 of the tutorial 内存映射通信. Fork.java explains the options.
 *
 *     $ jbang parent-child
 *     child ,*p=20,var=1000
 *     parent,*p=20,var = 100
 *     $ jbang parent-child --private
 *     child ,*p=20,var=1000
 *     parent,*p=0,var = 100
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import picocli.CommandLine.Option;

static final String FILE = "testmmap";
static final long LENGTH_BYTES = 10;
static final Duration DEADLINE = Duration.ofSeconds(20);

@Option(names = "--private", description = "Map with MAP_PRIVATE: the parent sees no change.")
boolean isPrivate;

@Option(names = "--unlink", description = "Unlink the file before the fork.")
boolean unlink;

@Option(names = "--spawn", description = "The Java way: start a second JVM as the child.")
boolean spawn;

@Option(names = "--spawned-child", hidden = true)
boolean spawnedChild;

int var = 100;

void main(String... args) {
    Script.run(this, "parent-child",
        "A child writes to a mapping and to a variable. The parent prints what it sees.",
        args, () -> {
            Script.require(!(spawn && unlink),
                "--spawn needs the name of the file, which --unlink removes.");
            if (spawnedChild) {
                joinParent();
            } else {
                parent();
            }
        });
}

void parent() throws Exception {
    MemorySegment p = map(Libc.O_RDWR | Libc.O_CREAT | Libc.O_TRUNC);
    try {
        if (unlink) {
            Libc.unlink(FILE);
            Script.explain("%s has no name any more, but the mapping keeps the file", FILE);
        }
        if (spawn) {
            Script.spawn(this, DEADLINE, isPrivate ? List.of("--spawned-child", "--private")
                : List.of("--spawned-child"));
        } else {
            fork(p);
        }
        IO.println("parent,*p=" + p.get(ValueLayout.JAVA_BYTE, 0) + ",var = " + var);
    } finally {
        Libc.munmap(p, p.byteSize());
    }
}

void fork(MemorySegment p) {
    Fork.warmUp(() -> child(Arena.global().allocate(1)));
    var = 100;   // because the warm-up ran child() in this process
    int pid = Fork.runToSuccess(DEADLINE, () -> child(p));
    Script.explain("the child was PID %d, the parent is PID %d", pid, Libc.getpid());
}

/** In the child, {@code var} is a copy, but {@code p} leads to the same page as in the parent. */
void child(MemorySegment p) {
    p.set(ValueLayout.JAVA_BYTE, 0, (byte) 20);
    var = 1000;
    Fork.print("child ,*p=" + p.get(ValueLayout.JAVA_BYTE, 0) + ",var=" + var);
}

/** The spawned JVM runs this. It inherits no mapping, so it opens and maps the file itself. */
void joinParent() {
    MemorySegment p = map(Libc.O_RDWR);
    try {
        child(p);
    } finally {
        Libc.munmap(p, p.byteSize());
    }
}

MemorySegment map(int openFlags) {
    int fd = Libc.open(FILE, openFlags, 0664);
    try {
        Libc.ftruncate(fd, LENGTH_BYTES);
        return Libc.mmap(Libc.NULL, LENGTH_BYTES, Libc.PROT_READ | Libc.PROT_WRITE,
            isPrivate ? Libc.MAP_PRIVATE : Libc.MAP_SHARED, fd, 0);
    } finally {
        Libc.close(fd);
    }
}
