//SOURCES ../../Libc.java

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import module java.base;

/**
 * A set of Landlock rules: what a thread, and all that it starts, may do with files. Everything
 * that no rule allows is refused with EACCES. See landlock(7).
 */
final class Landlock {
    // Kinds of access to files, from <linux/landlock.h>.
    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_DIR = 1 << 3;
    private static final long MAKE_CHAR = 1 << 6;
    private static final long MAKE_BLOCK = 1 << 11;
    private static final long REFER = 1 << 13;
    private static final long TRUNCATE = 1 << 14;
    private static final long IOCTL_DEV = 1 << 15;
    private static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV;

    static final long READ = EXECUTE | READ_FILE | READ_DIR;
    static final long DEVICE = READ_FILE | WRITE_FILE;
    /** Everything but the devices of other programs and of the hardware. */
    static final long ALL = (1 << 16) - 1 & ~(MAKE_CHAR | MAKE_BLOCK | IOCTL_DEV);

    /** The version that also confines signals. */
    static final int SIGNALS = 6;
    private static final int NEWEST = 6;
    private static final int TCP = 4;
    private static final int ABI = version();

    private Landlock() {}

    /** A file or a folder with all that is in it, and the kinds of access that are allowed. */
    record Rule(Path path, long access) {}

    /** The version of Landlock that this kernel has, 0 if it has none, 6 if it has a newer one. */
    static int abi() {
        return ABI;
    }

    private static int version() {
        try {
            return Math.min(NEWEST, Libc.landlock_create_ruleset(
                Libc.NULL, 0, Libc.LANDLOCK_CREATE_RULESET_VERSION));
        } catch (Libc.ErrnoException none) {
            return 0;
        }
    }

    /** Returns the kinds of access to files that this version of Landlock knows. */
    private static long handled(int abi) {
        return (1 << 13) - 1 | (abi >= 2 ? REFER : 0) | (abi >= 3 ? TRUNCATE : 0)
            | (abi >= 5 ? IOCTL_DEV : 0);
    }

    /**
     * Restricts this thread for ever. It needs PR_SET_NO_NEW_PRIVS.
     *
     * @param abi uses only what this version of Landlock offers
     */
    static void restrictThisThread(List<Rule> rules, int abi) {
        try (Arena arena = Arena.ofConfined()) {
            // struct landlock_ruleset_attr: files, TCP ports, scopes. An older kernel knows less.
            MemorySegment attr = arena.allocate(24, 8);
            attr.set(JAVA_LONG, 0, handled(abi));
            attr.set(JAVA_LONG, 8, 3);    // bind and connect
            attr.set(JAVA_LONG, 16, 3);   // abstract Unix sockets and signals
            int ruleset = Libc.landlock_create_ruleset(attr,
                abi >= SIGNALS ? 24 : abi >= TCP ? 16 : 8, 0);
            try {
                for (Rule rule : rules) {
                    add(arena, ruleset, rule, handled(abi));
                }
                Libc.landlock_restrict_self(ruleset, 0);
            } finally {
                Libc.close(ruleset);
            }
        }
    }

    private static void add(Arena arena, int ruleset, Rule rule, long handled) {
        int fd;
        try {
            fd = Libc.open(rule.path().toString(), Libc.O_PATH | Libc.O_CLOEXEC);
        } catch (Libc.ErrnoException notThere) {
            return;   // a path that this distribution does not have
        }
        try {
            MemorySegment attr = arena.allocate(16, 8);
            long kinds = Files.isDirectory(rule.path()) ? rule.access() : rule.access() & OF_FILES;
            attr.set(JAVA_LONG, 0, kinds & handled);
            attr.set(JAVA_INT, 8, fd);
            Libc.landlock_add_rule(ruleset, Libc.LANDLOCK_RULE_PATH_BENEATH, attr, 0);
        } finally {
            Libc.close(fd);
        }
    }
}
