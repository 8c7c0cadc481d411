import module java.base;

class DurableCounter {
    static final String FILE = "counter";

    static long add(Disk disk, long n) throws Exception {
        MemorySegment page = disk.map(FILE, Disk.PAGE_BYTES);
        long sum = page.get(ValueLayout.JAVA_LONG, 0) + n;
        page.set(ValueLayout.JAVA_LONG, 0, sum);
        disk.msync(page, Libc.MS_SYNC);
        disk.fsyncFolder();
        return sum;
    }

    static long get(Disk disk) throws Exception {
        return disk.map(FILE, Disk.PAGE_BYTES).get(ValueLayout.JAVA_LONG, 0);
    }
}
