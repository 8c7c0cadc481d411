//SOURCES ../Libc.java Caveat.java ForkedAccess.java MappedFile.java MmapAttempt.java

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Calls that the eleven notes do not cover: from section 1.2, or not in the tutorial at all. */
final class MoreCaveats {
    private MoreCaveats() {}

    private static final long PAGE = MmapAttempt.PAGE;

    static final List<Caveat> ALL = List.of(
        Caveat.agree("file of 10 bytes: p = mmap(2 pages); p[page]",
            "length > file size: a bus error", "maps, then SIGBUS",
            () -> new MmapAttempt(10).length(2 * PAGE).read(PAGE)),
        Caveat.erratum("file of 10 bytes: p = mmap(2 pages); p[10 ... page-1] = 'x'",
            "length > file size: a bus error", "maps, then SIGBUS", "maps, and works",
            () -> new MmapAttempt(10).length(2 * PAGE).write(10, PAGE)),
        Caveat.beyond("the same; what is in the file then?",
            "10 bytes, no x",
            () -> new MmapAttempt(10).length(2 * PAGE).then(p -> {
                p.asSlice(10, PAGE - 10).fill((byte) 'x');
                String content = MappedFile.content();
                return content.length() + " bytes, " + (content.contains("x") ? "x" : "no x");
            })),
        Caveat.erratum("file of 2 pages: mmap(page, offset=0); how much is mapped?",
            "offset 0 maps the whole file", "2 of 2 pages", "1 of 2 pages",
            () -> new MmapAttempt(2 * PAGE).then(
                p -> MappedFile.mappedBytes() / PAGE + " of 2 pages")),
        // If a page has 16 or 64 KiB, the number in the tutorial is an erratum, too.
        new Caveat("file of 8192 bytes: p = mmap(offset=4096); p[0]",
            "offset must be a multiple of 4k", "maps, p[0] is byte 4096",
            PAGE == 4096 ? "maps, p[0] is byte 4096" : "EINVAL",
            () -> new MmapAttempt(8192).offset(4096).then(p -> "maps, p[0] is byte "
                + (p.get(JAVA_BYTE, 0) == MappedFile.content().charAt(4096) ? "4096" : "0"))),
        Caveat.beyond("file of 1 page: p = mmap(offset=2 pages); p[0]",
            "maps, then SIGBUS",
            () -> new MmapAttempt(PAGE).offset(2 * PAGE).read(0)),
        Caveat.erratum("O_RDWR: p = mmap(WRITE, SHARED); p[0] = 'x'",
            "write-only does not work (here: PROT_WRITE alone)", "EACCES", "maps, and works",
            () -> new MmapAttempt(PAGE).prot(Libc.PROT_WRITE).write(0, 1)),
        Caveat.beyond("p = mmap(READ, SHARED); p[0] = 'x'",
            "maps, then SIGSEGV",
            () -> new MmapAttempt(PAGE).prot(Libc.PROT_READ).write(0, 1)),
        Caveat.beyond("p = mmap(NONE, SHARED); p[0]",
            "maps, then SIGSEGV",
            () -> new MmapAttempt(PAGE).prot(Libc.PROT_NONE).read(0)),
        Caveat.beyond("mmap(flags=0), neither SHARED nor PRIVATE",
            "EINVAL",
            () -> new MmapAttempt(PAGE).flags(0).maps()),
        Caveat.beyond("mmap(fd=-1) without ANONYMOUS",
            "EBADF",
            () -> new MmapAttempt(PAGE).of(-1, p -> "maps")),
        Caveat.beyond("mmap of a directory",
            "ENODEV",
            () -> new MmapAttempt(PAGE).prot(Libc.PROT_READ).of(
                Libc.open("/", Libc.O_RDONLY), p -> "maps")),
        Caveat.beyond("mmap of a pipe",
            "ENODEV",
            MoreCaveats::mapPipe),
        Caveat.beyond("mmap(2^62 bytes)",
            "ENOMEM",
            () -> new MmapAttempt(PAGE).length(1L << 62).maps()),
        Caveat.beyond("munmap(p, 0)",
            "EINVAL",
            () -> new MmapAttempt(PAGE).then(p -> {
                Libc.munmap(p, 0);
                return "works";
            })),
        Caveat.erratum("p = mmap(2 pages); munmap(p + page, page); p[0]; p[page]",
            "only what mmap returned can be unmapped", "EINVAL",
            "p[0] works, p[page] SIGSEGV",
            () -> new MmapAttempt(2 * PAGE).length(2 * PAGE).then(
                p -> "p[0] " + ForkedAccess.unmapThenRead(p.asSlice(PAGE), p, 0)
                    + ", p[page] " + ForkedAccess.unmapThenRead(p.asSlice(PAGE), p, PAGE))),
        Caveat.erratum("munmap(p, page), and once more munmap(p, page)",
            "only what mmap returned can be unmapped", "EINVAL", "works",
            () -> new MmapAttempt(PAGE).then(ForkedAccess::unmapTwice)),
        Caveat.beyond("p = mmap(page), another mapping right after it; p[page]",
            "works, reads the other mapping",
            () -> new MmapAttempt(2 * PAGE).length(2 * PAGE).then(MoreCaveats::readNeighbour)));

    private static String mapPipe() {
        int[] ends = Libc.pipe2(Libc.O_CLOEXEC);
        try {
            return new MmapAttempt(PAGE).prot(Libc.PROT_READ).of(ends[0], p -> "maps");
        } finally {
            Libc.close(ends[1]);
        }
    }

    /** Replaces the second page, which was mapped from the file, by an anonymous page. */
    private static String readNeighbour(MemorySegment p) {
        MemorySegment neighbour = Libc.mmap(p.asSlice(PAGE), PAGE, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED, -1, 0);
        neighbour.set(JAVA_BYTE, 0, (byte) 'N');
        String end = ForkedAccess.read(p, PAGE);
        return end + (p.get(JAVA_BYTE, PAGE) == 'N' ? ", reads the other mapping" : "");
    }
}
