//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../Libc.java

/** Creates a ring, truncates its file, and becomes a producer of it, for {@code RingDamageTest}. */
final class RingTruncatedMain {
    private RingTruncatedMain() {}

    static void main(String[] args) {
        try (Ring ring = args[1].equals("one") ? Ring.createOneToOne(args[0], 8, 8)
                : Ring.createManyToOne(args[0], 8)) {
            Libc.close(Libc.open(args[0], Libc.O_RDWR | Libc.O_TRUNC));
            if (args[1].equals("one")) {
                new OneToOneProducer(ring).tryClaim();
            } else {
                new ManyToOneProducer(ring).tryClaim(8);
            }
        } catch (InternalError e) {
            IO.println("InternalError");
        }
    }
}
