//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java

import java.lang.foreign.ValueLayout;

/**
 * A producer in a process of its own for {@code RingCrashTest}. It claims a message, prints that,
 * waits for a line on stdin, and then commits. Without the line it holds its claim until it is
 * killed.
 */
final class RingProducerMain {
    private RingProducerMain() {}

    static void main(String[] args) throws Exception {
        try (Ring ring = Ring.open(args[0])) {
            if (ring.kind == RingLayout.ONE_TO_ONE) {
                var producer = new OneToOneProducer(ring);
                ring.memory.set(ValueLayout.JAVA_LONG, producer.tryClaim(), 13);
                waitForLine();
                producer.commit();
            } else {
                var producer = new ManyToOneProducer(ring);
                long slot = producer.tryClaim(100);
                ring.memory.set(ValueLayout.JAVA_LONG, slot, 13);
                waitForLine();
                producer.commit();
            }
        } catch (IllegalStateException refused) {
            IO.println(refused.getMessage());
        }
    }

    private static void waitForLine() throws Exception {
        IO.println("claimed");
        if (System.in.read() == -1) {
            Runtime.getRuntime().halt(1);
        }
    }
}
