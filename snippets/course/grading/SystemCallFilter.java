//SOURCES ../../Libc.java

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import module java.base;

/**
 * A seccomp filter for what Landlock leaves open: sockets, other processes, the owner and the mode
 * of files, and objects in the kernel that outlive their process. A refused call fails with EACCES.
 * See seccomp(2).
 */
final class SystemCallFilter {
    private static final boolean X86 = System.getProperty("os.arch").equals("amd64");

    /** Each line: the call, its number on x86-64, its number on aarch64; -1 if it has none. */
    private static final String REFUSED = """
        socket              41 198
        io_uring_setup     425 425
        ptrace             101 117
        process_vm_readv   310 270
        process_vm_writev  311 271
        process_madvise    440 440
        pidfd_getfd        438 438
        kcmp               312 272
        setpriority        141 140
        ioprio_set         251  30
        chmod               90  -1
        fchmod              91  52
        fchmodat           268  53
        fchmodat2          452 452
        chown               92  -1
        lchown              94  -1
        fchown              93  55
        fchownat           260  54
        utime              132  -1
        utimes             235  -1
        futimesat          261  -1
        utimensat          280  88
        setxattr           188   5
        lsetxattr          189   6
        fsetxattr          190   7
        removexattr        197  14
        lremovexattr       198  15
        fremovexattr       199  16
        setxattrat         463 463
        removexattrat      466 466
        file_setattr       469 469
        shmget              29 194
        shmat               30 196
        shmctl              31 195
        semget              64 190
        semop               65 193
        semtimedop         220 192
        semctl              66 191
        msgget              68 186
        msgsnd              69 189
        msgrcv              70 188
        msgctl              71 187
        mq_open            240 180
        mq_unlink          241 181
        add_key            248 217
        request_key        249 218
        keyctl             250 219
        unshare            272  97
        setns              308 268
        mount              165  40
        umount2            166  39
        fsopen             430 430
        fspick             433 433
        move_mount         429 429
        mount_setattr      442 442
        open_tree          428 428
        open_tree_attr     467 467
        open_by_handle_at  304 265
        bpf                321 280
        perf_event_open    298 241
        userfaultfd        323 282
        """;

    /** Calls whose first argument is a process. They are refused unless it is 0, the caller. */
    private static final String REFUSED_FOR_OTHERS = """
        prlimit64          302 261
        sched_setparam     142 118
        sched_setscheduler 144 119
        sched_setaffinity  203 122
        sched_setattr      314 274
        """;

    private static final int SOCKETPAIR = X86 ? 53 : 199;
    private static final int CLONE = X86 ? 56 : 220;
    private static final int CLONE3 = 435;
    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET, see clone(2). */
    private static final int NEW_NAMESPACES = 0x7E020000;
    private static final int TYPE_OF_SOCKET = 0xF;

    // Instructions and results, from <linux/bpf_common.h>, <linux/seccomp.h>, <linux/audit.h>.
    private static final int LOAD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int JUMP_IF_ANY_BIT = 0x45;
    private static final int AND = 0x54;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int REFUSE = 0x00050000 | Libc.EACCES;
    private static final int ENOSYS = 0x00050000 | 38;
    private static final int ARCHITECTURE = X86 ? 0xC000003E : 0xC00000B7;
    /** The numbers of x32, another set of numbers on x86-64, begin here. */
    private static final int X32 = 0x40000000;

    // Offsets in struct seccomp_data. The processors are little-endian, so the lower half of an
    // argument comes first.
    private static final int NUMBER_AT = 0;
    private static final int ARCHITECTURE_AT = 4;
    private static final int FIRST_ARGUMENT_AT = 16;
    private static final int SECOND_ARGUMENT_AT = 24;

    private static volatile Boolean supported;

    private final List<Instruction> program = new ArrayList<>();

    /** One instruction. The jumps count the instructions that are skipped. */
    private record Instruction(int code, int ifTrue, int ifFalse, int value) {}

    /** Whether this kernel filters system calls. Some containers do not allow it. */
    static synchronized boolean isSupported() {
        if (supported == null) {
            // A thread of its own tries it, because a filter stays for ever.
            var thread = Thread.ofPlatform().start(() -> supported = isAllowed());
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return Boolean.TRUE.equals(supported);
    }

    private static boolean isAllowed() {
        try {
            Libc.prctl(Libc.PR_SET_NO_NEW_PRIVS, 1);
            restrictThisThread();
            return true;
        } catch (Libc.ErrnoException notAllowed) {
            return false;
        }
    }

    private SystemCallFilter() {
        add(LOAD, 0, 0, ARCHITECTURE_AT);
        add(JUMP_IF_EQUAL, 1, 0, ARCHITECTURE);
        add(RETURN, 0, 0, REFUSE);
        add(LOAD, 0, 0, NUMBER_AT);
        add(JUMP_IF_AT_LEAST, 0, 1, X32);
        add(RETURN, 0, 0, REFUSE);
        for (int number : numbers(REFUSED)) {
            add(JUMP_IF_EQUAL, 0, 1, number);
            add(RETURN, 0, 0, REFUSE);
        }
        for (int number : numbers(REFUSED_FOR_OTHERS)) {
            add(JUMP_IF_EQUAL, 0, 4, number);
            add(LOAD, 0, 0, FIRST_ARGUMENT_AT);
            add(JUMP_IF_EQUAL, 1, 0, 0);
            add(RETURN, 0, 0, REFUSE);
            add(RETURN, 0, 0, ALLOW);
        }
        // A socket for datagrams can leave its pair, and write to any socket that has a path.
        add(JUMP_IF_EQUAL, 0, 5, SOCKETPAIR);
        add(LOAD, 0, 0, SECOND_ARGUMENT_AT);
        add(AND, 0, 0, TYPE_OF_SOCKET);
        add(JUMP_IF_EQUAL, 2, 0, Libc.SOCK_STREAM);
        add(JUMP_IF_EQUAL, 1, 0, Libc.SOCK_SEQPACKET);
        add(RETURN, 0, 0, REFUSE);
        add(LOAD, 0, 0, NUMBER_AT);
        add(JUMP_IF_EQUAL, 0, 3, CLONE);
        add(LOAD, 0, 0, FIRST_ARGUMENT_AT);
        add(JUMP_IF_ANY_BIT, 0, 1, NEW_NAMESPACES);
        add(RETURN, 0, 0, REFUSE);
        // A filter cannot read the flags of clone3. Without it, the C library uses clone.
        add(LOAD, 0, 0, NUMBER_AT);
        add(JUMP_IF_EQUAL, 0, 1, CLONE3);
        add(RETURN, 0, 0, ENOSYS);
        add(RETURN, 0, 0, ALLOW);
    }

    private void add(int code, int ifTrue, int ifFalse, int value) {
        program.add(new Instruction(code, ifTrue, ifFalse, value));
    }

    private static List<Integer> numbers(String table) {
        return table.lines().map(line -> Integer.valueOf(line.split(" +")[X86 ? 1 : 2]))
            .filter(number -> number >= 0).toList();
    }

    /** Filters the calls of this thread for ever. It needs PR_SET_NO_NEW_PRIVS. */
    static void restrictThisThread() {
        var program = new SystemCallFilter().program;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(8L * program.size(), 8);
            for (int i = 0; i < program.size(); i++) {
                Instruction instruction = program.get(i);
                code.set(JAVA_SHORT, 8L * i, (short) instruction.code());
                code.set(JAVA_BYTE, 8L * i + 2, (byte) instruction.ifTrue());
                code.set(JAVA_BYTE, 8L * i + 3, (byte) instruction.ifFalse());
                code.set(JAVA_INT, 8L * i + 4, instruction.value());
            }
            MemorySegment args = arena.allocate(16, 8);
            args.set(JAVA_SHORT, 0, (short) program.size());
            args.set(JAVA_LONG, 8, code.address());
            Libc.seccomp(Libc.SECCOMP_SET_MODE_FILTER, 0, args);
        }
    }
}
