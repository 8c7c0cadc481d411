
import module java.base;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;

/**
 * Finds in class files what an honest answer never needs. It proves nothing: a name can be put
 * together at run time. But a teacher should look at an answer that has such a use.
 */
final class SuspiciousUses {
    /** A class file's name of a class begins with the first word; the rest says what it is. */
    private static final Map<String, String> CLASSES = Map.of(
        "java/lang/reflect/", "reflection", "org/junit/", "JUnit", "org/opentest4j/", "JUnit",
        "java/lang/ProcessBuilder", "processes", "java/lang/ProcessHandle", "processes",
        "java/net/", "the network", "java/nio/channels/Socket", "the network",
        "java/lang/foreign/Linker", "native code without Libc", "sun/misc/Unsafe", "Unsafe");
    private static final Map<String, Pattern> METHODS = Map.of(
        "reflection", Pattern.compile("java/lang/Class\\.(forName|getDeclared|getMethod|getField)"
            + ".*|java/lang/invoke/MethodHandles\\.privateLookupIn"),
        "resources", Pattern.compile(
            "java/lang/Class(Loader)?\\.(getResource|getSystemResource).*"),
        "processes", Pattern.compile("java/lang/Runtime\\.exec"));
    private static final Map<String, Pattern> TEXTS = Map.of(
        "other processes in /proc", Pattern.compile(
            "(?s).*(PPid|/environ\\b|/cmdline\\b|/proc/(self|\\x01|\\d+)/(mem|task)\\b).*"));

    private SuspiciousUses() {}

    /** Returns what the classes use, in words and sorted. */
    static List<String> of(Collection<byte[]> classes) {
        var uses = new TreeSet<String>();
        for (byte[] bytes : classes) {
            for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
                switch (entry) {
                    case ClassEntry type -> CLASSES.forEach((prefix, use) -> {
                        if (type.asInternalName().startsWith(prefix)) {
                            uses.add(use);
                        }
                    });
                    case MemberRefEntry member -> add(uses, METHODS,
                        member.owner().asInternalName() + "." + member.name().stringValue());
                    case Utf8Entry text -> add(uses, TEXTS, text.stringValue());
                    default -> { }
                }
            }
        }
        return List.copyOf(uses);
    }

    private static void add(Set<String> uses, Map<String, Pattern> patterns, String text) {
        patterns.forEach((use, pattern) -> {
            if (pattern.matcher(text).matches()) {
                uses.add(use);
            }
        });
    }
}
