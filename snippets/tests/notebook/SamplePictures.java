//SOURCES ../../Proc.java ../../notebook/Svg.java ../../notebook/pictures/AddressSpace.java
//SOURCES ../../notebook/pictures/Bars.java ../../notebook/pictures/FileAndMapping.java
//SOURCES ../../notebook/pictures/PageMap.java
//SOURCES ../../notebook/pictures/DescriptorPicture.java
//SOURCES ../../notebook/pictures/RingPicture.java ../../notebook/pictures/Schedule.java
//SOURCES ../../notebook/pictures/SharedPage.java
//SOURCES ../../notebook/pictures/Timeline.java ../../notebook/pictures/CutPicture.java

import module java.base;

/** A picture of each kind, drawn from data that is always the same. */
final class SamplePictures {
    private SamplePictures() {}

    static Map<String, Svg.Picture> all() {
        var all = new TreeMap<String, Svg.Picture>();
        all.put("address space", AddressSpace.draw(List.of(
            region(0x7efff0000000L, 0x7efff8b33000L, "r--s", "/usr/lib/jvm/lib/modules"),
            region(0x7efffc000000L, 0x7f0000000000L, "---p", ""),
            region(0x7f0000010000L, 0x7f0000018000L, "rw-s", "/tmp/eight-pages"),
            region(0x7f0000018000L, 0x7f000001c000L, "rw-p", "")), 0x7f0000010000L,
            List.of(true, true, false, false, false, false, true, false)));
        all.put("bars", Bars.draw("Values that were never seen",
            List.of("a look every 4 ms", "a look every 300 ms"), List.of(0.0, 86.36), "%"));
        all.put("rounds", Bars.draw("One way: million messages per second, more is better",
            List.of("C, gcc -O2", "Aeron IPC, exclusive tryClaim"), List.of(70.4, 86.4), "M/s",
            List.of(List.of(64.5, 70.4, 347.0), List.of(81.0, 86.4, 103.0))));
        all.put("descriptors", DescriptorPicture.draw("Three descriptors", List.of(
            new DescriptorPicture.Row("the sender", 7, "position 42"),
            new DescriptorPicture.Row("received by SCM_RIGHTS", 9, "position 42"),
            new DescriptorPicture.Row("opened through /proc", 11, "position 0")), "memfd:travels"));
        byte[] file = "abcdefghij".getBytes(StandardCharsets.US_ASCII);
        all.put("file", FileAndMapping.draw(file, Arrays.copyOf(file, 4096), 4096, "SIGBUS"));
        all.put("page map", PageMap.draw("In the page cache after a tenth was visited",
            IntStream.range(0, 1024).mapToObj(page -> page % 10 == 3 || page < 99).toList()));
        for (int count : new int[] {8, 16}) {
            var slots = new ArrayList<RingPicture.Slot>();
            for (int i = 0; i < count; i++) {
                RingPicture.Use use = RingPicture.Use.values()[i % 5];
                slots.add(i % 3 == 2 ? RingPicture.dots(use)
                    : new RingPicture.Slot(count == 8 ? 100 + i + " B" : "" + i, use));
            }
            all.put("ring of " + count, RingPicture.draw("The tail has gone round", slots, 3, 10));
        }
        all.put("schedule", Schedule.draw("One death", Schedule.steps(List.of(
            " P1    ManyToOneLayout.moveTail:29 compareAndSet tail: tail := 1 = 1",
            " C         ManyToOneLayout.get:82 getAcquire tail = 1",
            " P1    is killed before ManyToOneLayout.set:87 setRelease header 0"))));
        all.put("shared page", SharedPage.draw("After a store into the private mapping", List.of(
            new SharedPage.View("another process, shared", "101", false),
            new SharedPage.View("this notebook, shared", "101", false),
            new SharedPage.View("this notebook, private", "1000", true))));
        all.put("power cut", CutPicture.draw("The power fails before the fsync of the folder.",
            List.of(new CutPicture.Page("document, page 0", "no..m...")),
            List.of(new CutPicture.Change("the rename of document.new to document", true),
                new CutPicture.Change("document, its size of 1000 bytes", false)),
            "After the restart, operation 2 returned, and the power failed again.",
            "Promised: version 2. Found: version 1."));
        all.put("timeline", Timeline.draw("Written every 40 ms, read every 80 ms",
            samples(1, 40), samples(2, 80)));
        return all;
    }

    private static Proc.Region region(long start, long end, String perms, String path) {
        return new Proc.Region(start, end, perms, 0, "00:00", 0, path);
    }

    private static List<Timeline.Sample> samples(int step, int everyMs) {
        return IntStream.range(0, 14 / step)
            .mapToObj(i -> new Timeline.Sample(i * everyMs, i * step)).toList();
    }
}
