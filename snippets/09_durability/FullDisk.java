///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC -Xshare:auto
//SOURCES ../Libc.java ../Script.java ../support/RunningProcess.java ../support/TemporaryFolder.java
//DESCRIPTION 9. Fill a file system of 64 KiB: SIGBUS at a store, and fallocate against it

/*
 * Stores into a mapping until the file system is full. ftruncate and mmap succeed, because a sparse
 * file takes no space yet. The store that needs one page more than there is gets SIGBUS. fallocate
 * asks for the space first, and reports ENOSPC.
 *
 *     $ jbang full-disk
 *     file system: 16 pages
 *     ftruncate to 32 pages: ok
 *     mmap of 32 pages: ok
 *     stores: 16 pages ok, then SIGBUS
 *     fallocate of 32 pages: ENOSPC
 *
 * The small file system is a tmpfs in a mount namespace of its own. A machine that does not allow
 * such a namespace prints "skipped" and the reason.
 */

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

static final long PAGES = 32;
static final Duration DEADLINE = Duration.ofSeconds(60);

@Option(names = "--in", paramLabel = "DIR", hidden = true,
    description = "Run in DIR, the small file system.")
Path dir;

void main(String... args) {
    Script.run(this, "full-disk",
        "Fill a file system of 64 KiB: SIGBUS at a store, and fallocate against it.", args, () -> {
            if (dir == null) {
                mountAndRun();
            } else {
                fill();
            }
        });
}

/** Runs this script a second time, in a namespace in which DIR is a file system of 64 KiB. */
void mountAndRun() throws Exception {
    try (var folder = TemporaryFolder.create("full-disk")) {
        var words = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount",
            "sh", "-c", "mount -t tmpfs -o size=64k none \"$0\" && exec \"$@\"", "" + folder.path));
        words.addAll(RunningProcess.javaCommand(List.of("-Xint", "-XX:+UseSerialGC"),
            getClass().getName(), "--in", "" + folder.path));
        ProcessResult ran = RunningProcess.run(new ProcessBuilder(words), DEADLINE);
        if (ran.out().isEmpty() && ran.err().matches("(?s)(unshare|mount): .*")) {
            IO.println("skipped: this machine allows no namespace: " + ran.err().strip());
        } else if (ran.exit() != 0) {
            throw Script.refusal("exit code " + ran.exit() + ": " + ran.err().strip());
        } else {
            IO.print(ran.out());
        }
    }
}

void fill() {
    long length = PAGES * Libc.pageSize();
    int fd = Libc.open(dir.resolve("file").toString(), Libc.O_RDWR | Libc.O_CREAT, 0600);
    IO.println("file system: " + 65536 / Libc.pageSize() + " pages");
    Libc.ftruncate(fd, length);
    IO.println("ftruncate to " + PAGES + " pages: ok");
    MemorySegment p = Libc.mmap(Libc.NULL, length, Libc.PROT_READ | Libc.PROT_WRITE,
        Libc.MAP_SHARED, fd, 0);
    IO.println("mmap of " + PAGES + " pages: ok");
    long done = 0;
    try {
        for (; done < PAGES; done++) {
            p.set(ValueLayout.JAVA_BYTE, done * Libc.pageSize(), (byte) 1);
        }
        IO.println("stores: " + done + " pages ok");
    } catch (InternalError sigbus) {
        IO.println("stores: " + done + " pages ok, then SIGBUS");
    }
    try {
        Libc.fallocate(fd, 0, 0, length);
        IO.println("fallocate of " + PAGES + " pages: ok");
    } catch (Libc.ErrnoException full) {
        IO.println("fallocate of " + PAGES + " pages: " + full.name);
    }
    Libc.munmap(p, length);
    Libc.close(fd);
}
