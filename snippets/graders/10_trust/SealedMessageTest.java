//SOURCES ../../Libc.java ../../Proc.java
//SOURCES ../../exercises/10_trust/SealedMessage.java ../support/NativeMemory.java
//SOURCES ../support/Observe.java ../support/PatchedCopy.java ../support/Trouble.java
//FILES exercises/10_trust/SealedMessage.java=../../exercises/10_trust/SealedMessage.java
//FILES solutions/10_trust/SealedMessage.java=../../solutions/10_trust/SealedMessage.java
//FILES graders/10_trust/SealedMessageTest.java=SealedMessageTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedMessageTest {
    private static final int FIXED = Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_WRITE;
    private static final int[] LENGTHS = {0, 1, 4096, 5000 + (int) (Math.random() * 1000), 1 << 20};

    private static final int READS = 60;
    // What the hostile sender does before a call of read(), and how many calls are left until then.
    private static Runnable senderChange;
    private static int callsLeft;

    @TempDir Path dir;

    private final List<Integer> open = new ArrayList<>();

    @Test
    @Order(1)
    @DisplayName("publish puts the message and nothing else into a memfd")
    void publishes() throws Exception {
        for (int length : LENGTHS) {
            byte[] message = random(length);
            int fd = own(SealedMessage.publish(message.clone()));
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
            assertEquals("/memfd:", target.substring(0, Math.min(7, target.length())),
                "where the descriptor leads to");
            assertEquals(length, Libc.fstat(fd).sizeBytes(), "bytes of the memory");
            assertEquals(-1, Arrays.mismatch(message, content(fd)),
                "the first wrong byte of a message of " + length + " bytes (-1: none)");
        }
        closeOwn();
    }

    @Test
    @Order(2)
    @DisplayName("publish sets all four seals")
    void publishSeals() throws Exception {
        for (int length : LENGTHS) {
            int fd = own(SealedMessage.publish(random(length)));
            assertEquals("SEAL|SHRINK|GROW|WRITE", Libc.seals(Libc.fcntl(fd, Libc.F_GET_SEALS, 0)
                & ~Libc.F_SEAL_FUTURE_WRITE), "the seals of a message of " + length + " bytes");
        }
        closeOwn();
    }

    @Test
    @Order(3)
    @DisplayName("read returns the content of sealed memory, wherever the position is")
    void reads() {
        for (int length : LENGTHS) {
            byte[] message = random(length);
            int fd = memory(message, FIXED);
            int readOnly = own(Libc.open("/proc/self/fd/" + fd, Libc.O_RDONLY));
            for (int each : List.of(fd, readOnly)) {
                long position = (long) (Math.random() * (length + 1));
                Libc.lseek(each, position, Libc.SEEK_SET);
                byte[] seen = Observe.notNull(SealedMessage.read(each), "what read returned");
                assertEquals(length, seen.length, "bytes that read returned");
                assertEquals(-1, Arrays.mismatch(message, seen), "the first wrong byte (-1: none)");
                assertEquals(position, Libc.lseek(each, 0, Libc.SEEK_CUR),
                    "the position that read shares with the sender");
            }
        }
        int more = memory(random(9), FIXED | Libc.F_SEAL_SEAL | Libc.F_SEAL_FUTURE_WRITE);
        assertEquals(9, SealedMessage.read(more).length,
            "bytes, if there are more seals than needed");
        closeOwn();
    }

    @Test
    @Order(4)
    @DisplayName("read refuses memory whose bytes or length can still change")
    void refusesMissingSeals() {
        for (int missing : new int[] {Libc.F_SEAL_SHRINK, Libc.F_SEAL_GROW, Libc.F_SEAL_WRITE}) {
            int fd = memory(random(9), FIXED & ~missing | Libc.F_SEAL_SEAL);
            assertRefused(fd, "memory without the seal " + Libc.seals(missing));
        }
        assertRefused(memory(random(9), 0), "memory without seals");
        assertRefused(memory(new byte[0], 0), "empty memory without seals");
        int almost = memory(random(9),
            Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_FUTURE_WRITE | Libc.F_SEAL_SEAL);
        assertRefused(almost, "memory with FUTURE_WRITE in the place of WRITE");
        closeOwn();
    }

    @Test
    @Order(5)
    @DisplayName("read refuses what cannot be sealed: a file, a pipe, a folder, a memfd without"
        + " MFD_ALLOW_SEALING")
    void refusesOthers() throws Exception {
        Path file = Files.write(dir.resolve("file"), random(9));
        assertRefused(own(Libc.open(file.toString(), Libc.O_RDWR)), "a file");
        assertRefused(own(Libc.open(dir.toString(), Libc.O_RDONLY)), "a folder");
        int[] pipe = Libc.pipe2(Libc.O_CLOEXEC);
        own(pipe[1]);
        assertRefused(own(pipe[0]), "a pipe");
        assertRefused(own(Libc.memfd_create("plain", Libc.MFD_CLOEXEC)), "a memfd for no seals");
        closeOwn();
    }

    @Test
    @Order(6)
    @DisplayName("read refuses more than 1 MiB, also 4 GiB and some bytes")
    void refusesTooMuch() {
        for (long size : new long[] {(1 << 20) + 1, 3L << 30, (1L << 32) + 5, (5L << 30) + 9}) {
            int fd = own(Libc.memfd_create("huge", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING));
            Libc.ftruncate(fd, size);
            Libc.fcntl(fd, Libc.F_ADD_SEALS, FIXED);
            assertRefused(fd, "sealed memory of " + size + " bytes");
        }
        closeOwn();
    }

    @Test
    @Order(7)
    @DisplayName("read returns all of the sealed content or refuses it, whenever the sender changes"
        + " the size and adds the seals")
    void senderSealsMeanwhile() throws Exception {
        var patched = PatchedCopy.callingBeforeCalls(SealedMessage.class, getClass(), "beforeCall");
        int most = SealedMessage.MOST_BYTES;
        for (int[] change : new int[][] {{9, 4000}, {4000, 9}, {0, 9}, {9, 0}, {9, most + 1}}) {
            for (int call = 1; call == 1 || callsLeft <= 0; call++) {
                byte[] sealed = random(change[1]);
                int fd = memory(random(change[0]), 0);
                senderChange = () -> {
                    fill(fd, sealed);
                    Libc.fcntl(fd, Libc.F_ADD_SEALS, FIXED);
                };
                callsLeft = call;
                assertEquals("the whole content, or IllegalArgumentException",
                    outcome(patched, fd, sealed), "read of memory of " + change[0]
                        + " bytes, which the sender changes to " + change[1]
                        + " bytes and seals before call " + call + " that read makes");
                closeOwn();
            }
        }
    }

    /** The copy of the learner's class calls this before each of its calls. */
    static void beforeCall() {
        if (--callsLeft == 0) {
            senderChange.run();
        }
    }

    private static void fill(int fd, byte[] content) {
        Libc.ftruncate(fd, content.length);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, content.length));
            MemorySegment.copy(content, 0, bytes, ValueLayout.JAVA_BYTE, 0, content.length);
            Libc.lseek(fd, 0, Libc.SEEK_SET);
            Libc.write(fd, bytes, content.length);
        }
    }

    private static String outcome(PatchedCopy patched, int fd, byte[] sealed) {
        try {
            byte[] seen = (byte[]) patched.call("read", fd);
            if (sealed.length <= SealedMessage.MOST_BYTES && Arrays.equals(sealed, seen)) {
                return "the whole content, or IllegalArgumentException";
            }
            return "returned " + seen.length + " bytes, not the sealed content";
        } catch (IllegalArgumentException e) {
            return "the whole content, or IllegalArgumentException";
        } catch (Exception | Error e) {
            return e.toString();
        }
    }

    @Test
    @Order(8)
    @DisplayName("nothing is left open or mapped, except the descriptor of publish")
    void nothingIsLeft() throws Exception {
        int good = memory(random(5000), FIXED);
        int bad = memory(random(5000), 0);
        var before = Observe.descriptors();
        List<String> mapped = mappings();
        for (int n = 0; n < 20; n++) {
            Libc.close(SealedMessage.publish(random(5000)));
            SealedMessage.read(good);
            assertRefused(bad, "memory without seals");
        }
        assertEquals(List.of(), Observe.openedSince(before), "descriptors that are left open");
        assertEquals(before.keySet(), Observe.descriptors().keySet(), "the open descriptors");
        assertEquals(mapped, mappings(), "mappings of such memory");
        closeOwn();
    }

    @Test
    @Order(9)
    @DisplayName("publish fails if it cannot write the whole message, and leaves nothing open")
    void publishFails() throws Exception {
        var failure = new AtomicReference<String>();
        var before = Observe.descriptors();
        Trouble.withFileSize(1000, () -> failure.set(Trouble.failure(
            () -> own(SealedMessage.publish(random(5000))))));
        assertEquals(List.of(), Observe.openedSince(before), "descriptors that are open after"
            + " publish of 5000 bytes, where a file can have only 1000");
        assertEquals("EFBIG", failure.get().replaceFirst(".*: ", ""), "why publish has failed");
    }

    @Test
    @Order(10)
    @DisplayName("no native memory is left by publish or read")
    void nativeMemory() throws Exception {
        int good = memory(random(50), FIXED);
        assertEquals("nothing", NativeMemory.leftBy(
            () -> Libc.close(SealedMessage.publish(new byte[50]))), "memory that publish leaves");
        assertEquals("nothing", NativeMemory.leftBy(() -> SealedMessage.read(good)),
            "memory that read leaves");
        closeOwn();
    }

    @Test
    @Order(11)
    @DisplayName("read never moves the position, also not for a moment")
    void positionStays() throws Exception {
        int fd = memory(random(1 << 20), FIXED);
        var stop = new AtomicBoolean();
        var sender = new FutureTask<>(() -> {
            boolean moved = false;
            Libc.lseek(fd, 7, Libc.SEEK_SET);
            while (!stop.get() && !moved) {
                moved = Libc.lseek(fd, 0, Libc.SEEK_CUR) != 7;
            }
            return moved;
        });
        Thread.ofPlatform().daemon().start(sender);
        for (int n = 0; n < READS && !sender.isDone(); n++) {
            SealedMessage.read(fd);
        }
        stop.set(true);
        assertEquals(false, sender.get(), "whether read moved the position that it shares with the"
            + " sender");
        closeOwn();
    }

    private static void assertRefused(int fd, String what) {
        String seen;
        try {
            seen = "returned " + SealedMessage.read(fd).length + " bytes";
        } catch (IllegalArgumentException e) {
            seen = "IllegalArgumentException";
        } catch (RuntimeException | Error e) {
            seen = e.toString();
        }
        assertEquals("IllegalArgumentException", seen, "read of " + what);
    }

    private static List<String> mappings() throws IOException {
        return Proc.maps().stream().filter(region -> region.path().startsWith("/memfd:"))
            .map(region -> region.perms() + " " + region.path()).toList();
    }

    private int memory(byte[] content, int seals) {
        int fd = own(Libc.memfd_create("hostile", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING));
        fill(fd, content);
        Libc.fcntl(fd, Libc.F_ADD_SEALS, seals);
        return fd;
    }

    private static byte[] content(int fd) {
        int length = (int) Libc.fstat(fd).sizeBytes();
        if (length == 0) {
            return new byte[0];
        }
        try (Arena arena = Arena.ofConfined()) {
            return Libc.mmap(arena, length, Libc.PROT_READ, Libc.MAP_PRIVATE, fd, 0)
                .toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private int own(int fd) {
        open.add(fd);
        return fd;
    }

    private void closeOwn() {
        open.forEach(Libc::close);
        open.clear();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }
}
