import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** Finds an address in each part of this JVM's memory, and reads how much of it is resident. */
final class JvmMemory {
    private static final long DEADLINE_MS = 10_000;

    private JvmMemory() {}

    /** An address in the Java heap, where the objects are. */
    static MemorySegment javaHeap() throws JMException {
        return firstAddress(jcmd("gcHeapInfo"), "");
    }

    /** An address in the class space, a part of metaspace, where the JVM keeps the classes. */
    static MemorySegment classSpace() throws JMException {
        return firstAddress(jcmd("vmInfo"), "Compressed class space mapped at:");
    }

    /** The output of a command of jcmd. The management bean runs it in this JVM. */
    private static String jcmd(String command) throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer().invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"), command,
            new Object[] {new String[0]}, new String[] {String[].class.getName()});
    }

    /** The first address in {@code text} after the words {@code after}. */
    private static MemorySegment firstAddress(String text, String after) {
        Matcher address = Pattern.compile(after + "(?s:.*?)0x([0-9a-f]+)").matcher(text);
        if (!address.find()) {
            throw new NoSuchElementException("no address in " + text);
        }
        return MemorySegment.ofAddress(Long.parseUnsignedLong(address.group(1), 16));
    }

    /**
     * The stack pointer of a thread that waits, from /proc/self/task/TID/syscall. The last two
     * numbers in this file are the stack pointer and the program counter, proc_pid_syscall(5).
     */
    static MemorySegment stackPointer(Thread thread) throws IOException, InterruptedException {
        long end = System.nanoTime() + DEADLINE_MS * 1_000_000;
        while (System.nanoTime() < end) {
            Path task = task(thread.getName());
            if (task != null && thread.getState() == Thread.State.WAITING) {
                String[] words = Files.readString(task.resolve("syscall")).strip().split(" 0x");
                if (words.length > 2) {   // a thread that runs has one word there: "running"
                    return MemorySegment.ofAddress(
                        Long.parseUnsignedLong(words[words.length - 2], 16));
                }
            }
            Thread.sleep(5);
        }
        throw new NoSuchElementException("no waiting thread " + thread.getName());
    }

    /** The folder of the thread with this name in /proc, or null. */
    private static Path task(String threadName) throws IOException {
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("comm")).strip().equals(threadName)) {
                    return task;
                }
            }
        }
        return null;
    }

    /** A figure of /proc/self/smaps_rollup, such as Rss, in MiB. */
    static double mebibytes(String figure) throws IOException {
        String rollup = Files.readString(Path.of("/proc/self/smaps_rollup"));
        String line = rollup.lines().filter(text -> text.startsWith(figure + ":")).findFirst()
            .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    }
}
