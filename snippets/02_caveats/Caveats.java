///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC -Xshare:auto
//SOURCES ../Libc.java ../Script.java Caveat.java FileChannelCaveats.java ForkedAccess.java
//SOURCES MappedFile.java MmapAttempt.java MoreCaveats.java
//DESCRIPTION 2. The eleven caveats of mmap, each run against your Linux kernel

/*
 * Makes the call of each caveat and prints what Linux does next to what the tutorial says. The
 * eleven notes of section 2.2 are here. MoreCaveats.java has other calls, FileChannelCaveats.java
 * compares mmap with Java's FileChannel.map. If an answer is not what the course teaches, the
 * program says so, and its exit code is 1.
 *
 *     $ jbang caveats
 *     The tutorial's eleven notes
 *
 *      1  file of 0 bytes: p = mmap(page, READ|WRITE, SHARED); p[0]
 *         tutorial  a bus error
 *         Linux     maps, then SIGBUS                                           agree
 *     ...
 */

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

static final long PAGE = MmapAttempt.PAGE;
static final int READ = Libc.PROT_READ;
static final int WRITE = Libc.PROT_WRITE;

static final List<Caveat> ELEVEN_NOTES = List.of(
    Caveat.agree("file of 0 bytes: p = mmap(page, READ|WRITE, SHARED); p[0]",
        "a bus error", "maps, then SIGBUS",
        () -> new MmapAttempt(0).read(0)),
    Caveat.agree("file of 0 bytes: mmap(0, READ|WRITE, SHARED)",
        "invalid argument", "EINVAL",
        () -> new MmapAttempt(0).length(0).maps()),
    Caveat.erratum("O_RDONLY: mmap(READ|WRITE, SHARED)",
        "invalid argument", "EINVAL", "EACCES",
        () -> new MmapAttempt(PAGE).access(Libc.O_RDONLY).maps()),
    Caveat.agree("each way to open, each prot: which of them does mmap(SHARED) map?",
        "reading is needed; if SHARED, prot <= what open allows",
        "O_RDONLY: R; O_WRONLY: none; O_RDWR: R, W, R|W",
        () -> "O_RDONLY: " + protsOf(Libc.O_RDONLY) + "; O_WRONLY: " + protsOf(Libc.O_WRONLY)
            + "; O_RDWR: " + protsOf(Libc.O_RDWR)),
    Caveat.agree("O_WRONLY: mmap(READ, WRITE or both, SHARED or PRIVATE)",
        "write-only does not work", "EACCES",
        () -> same(writeOnly(READ), writeOnly(WRITE), writeOnly(READ | WRITE))),
    Caveat.agree("p = mmap(fd, SHARED); close(fd); p[0] = 'X'; open and read",
        "close fd once mapped; then use the address", "X is in memory, and in the file",
        () -> new MmapAttempt(PAGE).then(p -> writeX(p))),
    Caveat.agree("mmap(offset=1), mmap(offset=512)",
        "must be a multiple of 4096", "EINVAL",
        () -> same(
            new MmapAttempt(PAGE).offset(1).maps(), new MmapAttempt(PAGE).offset(512).maps())),
    Caveat.agree("p = mmap(page), nothing mapped after it; p[page]",
        "no access beyond its end", "SIGSEGV",
        () -> new MmapAttempt(2 * PAGE).length(2 * PAGE).then(
            p -> ForkedAccess.unmapThenRead(p.asSlice(PAGE), p, PAGE))),
    Caveat.agree("munmap(p + 1, page)",
        "the address must be what mmap returned", "EINVAL",
        () -> new MmapAttempt(2 * PAGE).length(2 * PAGE).then(p -> {
            Libc.munmap(p.asSlice(1), PAGE);
            return "works";
        })),
    Caveat.agree("p = mmap(PRIVATE); p[0] = 'X'; open and read",
        "changes stay in memory", "X is in memory, not in the file",
        () -> new MmapAttempt(PAGE).flags(Libc.MAP_PRIVATE).then(p -> writeX(p))),
    Caveat.agree("O_RDONLY: p = mmap(READ|WRITE, PRIVATE); p[0] = 'x'",
        "PRIVATE only needs a file open for reading", "maps, and works",
        () -> new MmapAttempt(PAGE).access(Libc.O_RDONLY).flags(Libc.MAP_PRIVATE).write(0, 1)));

void main(String... args) {
    Script.run(this, "caveats", "Run each caveat of mmap against your Linux kernel, and"
        + " compare the result with the tutorial.", args, () -> {
            MappedFile.makeFolder();
            Script.explain("a page has %d bytes on this machine", PAGE);
            Caveat.print("The tutorial's eleven notes", ELEVEN_NOTES);
            Caveat.print("More calls of mmap and munmap", MoreCaveats.ALL);
            Caveat.print("FileChannel.map compared with mmap", FileChannelCaveats.ALL);
            Caveat.printSummary();
        });
}

static String writeOnly(int prot) throws IOException {
    return same(new MmapAttempt(PAGE).access(Libc.O_WRONLY).prot(prot).maps(),
        new MmapAttempt(PAGE).access(Libc.O_WRONLY).prot(prot).flags(Libc.MAP_PRIVATE).maps());
}

/** The values of prot that mmap accepts with MAP_SHARED for a file opened like this. */
static String protsOf(int access) throws IOException {
    var prots = new ArrayList<String>();
    for (int prot : new int[] {READ, WRITE, READ | WRITE}) {
        if (new MmapAttempt(PAGE).access(access).prot(prot).maps().equals("maps")) {
            prots.add(prot == READ ? "R" : prot == WRITE ? "W" : "R|W");
        }
    }
    return prots.isEmpty() ? "none" : String.join(", ", prots);
}

static String writeX(MemorySegment p) throws IOException {
    p.set(ValueLayout.JAVA_BYTE, 0, (byte) 'X');
    return "X is" + (p.get(ValueLayout.JAVA_BYTE, 0) == 'X' ? "" : " not") + " in memory, "
        + (MappedFile.content().startsWith("X") ? "and" : "not") + " in the file";
}

/** The answer, if all are the same; otherwise each different answer. */
static String same(String... answers) {
    return String.join(" / ", new LinkedHashSet<>(List.of(answers)));
}
