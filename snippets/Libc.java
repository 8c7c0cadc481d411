//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * The system calls of the course, bound with {@code java.lang.foreign}. Scripts and notebooks call
 * native code only through this class. A method has the name of its C function and the same
 * parameters in the same order, so the man page of the function also describes the method. A
 * constant has the name and the value that it has in C. A call that fails throws an
 * {@link ErrnoException} instead of returning −1.
 *
 * <p>No Java object owns the memory that {@link #mmap(MemorySegment, long, int, int, int, long)}
 * returns: after {@link #munmap}, an access raises SIGSEGV and ends the JVM. A mapping that belongs
 * to an {@link Arena} is safer: after the arena is closed, an access throws an
 * {@code IllegalStateException}.
 *
 * <p>This class supports Linux on x86-64 and aarch64. The constants and structures that it uses are
 * the same on both, except O_DIRECTORY and O_NOFOLLOW.
 */
final class Libc {
    private Libc() {}

    static {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        if (!os.equals("Linux") || !(arch.equals("amd64") || arch.equals("aarch64"))) {
            // An Error, because the caller then sees it unchanged. An exception from a static
            // initializer would arrive wrapped in an ExceptionInInitializerError.
            throw new UnsatisfiedLinkError(
                "Libc needs Linux on x86-64 or aarch64; this is " + os + " on " + arch + ".");
        }
    }

    /** The null pointer. */
    static final MemorySegment NULL = MemorySegment.NULL;

    // Flags of open(2), from <asm-generic/fcntl.h>, in octal as in that header.
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 01;
    static final int O_RDWR = 02;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_TRUNC = 01000;
    static final int O_APPEND = 02000;
    static final int O_NONBLOCK = 04000;
    static final int O_DSYNC = 010000;
    // These flags have other values on aarch64, see <asm/fcntl.h>.
    static final int O_NOFOLLOW = Arch.isX86() ? 0400000 : 0100000;
    static final int O_DIRECTORY = Arch.isX86() ? 0200000 : 040000;
    static final int O_TMPFILE = 020000000 | O_DIRECTORY;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;

    // Commands of fcntl(2) for locks of an open file description, and types of locks, from
    // <asm-generic/fcntl.h>.
    static final int F_OFD_GETLK = 36;
    static final int F_OFD_SETLK = 37;
    static final short F_RDLCK = 0;
    static final short F_WRLCK = 1;
    static final short F_UNLCK = 2;

    // Operations of flock(2), from <asm-generic/fcntl.h>.
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;
    static final int LOCK_UN = 8;

    // Flags of linkat(2), from <linux/fcntl.h>.
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_FOLLOW = 0x400;

    // Modes of fallocate(2), from <linux/falloc.h>.
    static final int FALLOC_FL_KEEP_SIZE = 1;
    static final int FALLOC_FL_PUNCH_HOLE = 2;

    // Values for whence of lseek(2), from <linux/fs.h>.
    static final int SEEK_SET = 0;
    static final int SEEK_CUR = 1;
    static final int SEEK_END = 2;

    // Flags of mmap(2), mremap(2) and msync(2) and advice for madvise(2), from
    // <asm-generic/mman-common.h>, <linux/mman.h> and <asm-generic/mman.h>.
    static final int PROT_NONE = 0;
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int PROT_EXEC = 4;
    static final int MAP_SHARED = 0x01;
    static final int MAP_PRIVATE = 0x02;
    static final int MAP_FIXED = 0x10;
    static final int MAP_ANONYMOUS = 0x20;
    static final int MAP_NORESERVE = 0x4000;
    static final int MAP_POPULATE = 0x8000;
    static final int MREMAP_MAYMOVE = 1;
    static final int MREMAP_FIXED = 2;
    static final int MS_ASYNC = 1;
    static final int MS_INVALIDATE = 2;
    static final int MS_SYNC = 4;
    static final int MADV_NORMAL = 0;
    static final int MADV_RANDOM = 1;
    static final int MADV_SEQUENTIAL = 2;
    static final int MADV_WILLNEED = 3;
    static final int MADV_DONTNEED = 4;
    static final int MADV_HUGEPAGE = 14;
    static final int MADV_NOHUGEPAGE = 15;
    static final int MADV_COLD = 20;
    static final int MADV_PAGEOUT = 21;
    static final int MADV_POPULATE_READ = 22;
    static final int MADV_POPULATE_WRITE = 23;

    // Values for who of getrusage(2) and for advice of posix_fadvise(2), from
    // <linux/resource.h> and <linux/fadvise.h>.
    static final int RUSAGE_SELF = 0;
    static final int RUSAGE_THREAD = 1;
    static final int POSIX_FADV_NORMAL = 0;
    static final int POSIX_FADV_RANDOM = 1;
    static final int POSIX_FADV_SEQUENTIAL = 2;
    static final int POSIX_FADV_WILLNEED = 3;
    static final int POSIX_FADV_DONTNEED = 4;

    // A flag of userfaultfd(2), and the operations of its descriptor, from <linux/userfaultfd.h>.
    static final int UFFD_USER_MODE_ONLY = 1;
    static final long UFFDIO_API = 0xC018AA3FL;
    static final long UFFDIO_REGISTER = 0xC020AA00L;
    static final long UFFDIO_ZEROPAGE = 0xC020AA04L;

    // Flags of memfd_create(2), from <linux/memfd.h>.
    static final int MFD_CLOEXEC = 1;
    static final int MFD_ALLOW_SEALING = 2;

    // Commands of fcntl(2) for seals, and the seals, from <linux/fcntl.h>.
    static final int F_ADD_SEALS = 1033;
    static final int F_GET_SEALS = 1034;
    static final int F_SEAL_SEAL = 0x01;
    static final int F_SEAL_SHRINK = 0x02;
    static final int F_SEAL_GROW = 0x04;
    static final int F_SEAL_WRITE = 0x08;
    static final int F_SEAL_FUTURE_WRITE = 0x10;

    // For socket(2), sendmsg(2) and recvmsg(2), from <linux/socket.h>, <linux/net.h> and
    // <asm-generic/socket.h>.
    static final int AF_UNIX = 1;
    static final int SOCK_STREAM = 1;
    static final int SOCK_SEQPACKET = 5;
    static final int SOCK_CLOEXEC = O_CLOEXEC;
    static final int MSG_CTRUNC = 0x08;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    // An option of waitpid(2), from <linux/wait.h>.
    static final int WNOHANG = 1;

    // The signals that the course uses, from <asm-generic/signal.h>. See signal(7).
    static final int SIGINT = 2;
    static final int SIGBUS = 7;
    static final int SIGKILL = 9;
    static final int SIGSEGV = 11;
    static final int SIGTERM = 15;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;
    /** The default action, as the {@code handler} argument of {@link #signal}. */
    static final MemorySegment SIG_DFL = MemorySegment.NULL;

    // Options of prctl(2), from <linux/prctl.h>.
    static final int PR_SET_PDEATHSIG = 1;
    static final int PR_SET_DUMPABLE = 4;
    static final int PR_SET_CHILD_SUBREAPER = 36;
    static final int PR_SET_NO_NEW_PRIVS = 38;

    // Resources of prlimit(2), from <asm-generic/resource.h>.
    static final int RLIMIT_FSIZE = 1;
    static final int RLIMIT_DATA = 2;
    static final int RLIMIT_CORE = 4;
    static final int RLIMIT_NPROC = 6;
    static final int RLIMIT_NOFILE = 7;

    // A flag of landlock_create_ruleset(2) and a type of landlock_add_rule(2), from
    // <linux/landlock.h>.
    static final int LANDLOCK_CREATE_RULESET_VERSION = 1;
    static final int LANDLOCK_RULE_PATH_BENEATH = 1;

    // An operation of seccomp(2), from <linux/seccomp.h>.
    static final int SECCOMP_SET_MODE_FILTER = 1;

    // Operations of futex(2), from <linux/futex.h>.
    static final int FUTEX_WAIT = 0;
    static final int FUTEX_WAKE = 1;

    // Two bits of the word of a robust futex, from <linux/futex.h>.
    static final int FUTEX_WAITERS = 0x80000000;
    static final int FUTEX_OWNER_DIED = 0x40000000;

    // A name for sysconf(3), from <bits/confname.h>. It is the same in glibc and musl.
    static final int _SC_PAGESIZE = 30;

    // The errno values that the course uses, from <asm-generic/errno-base.h> and
    // <asm-generic/errno.h>.
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int ECHILD = 10;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int EBUSY = 16;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ELOOP = 40;
    static final int EADDRINUSE = 98;
    static final int ETIMEDOUT = 110;
    static final int ECONNREFUSED = 111;

    // ---------------------------------------------------------------------------------- files

    /**
     * Opens an existing file. To create one with O_CREAT, call {@link #open(String, int, int)},
     * because a new file needs a mode.
     */
    static int open(String path, int flags) {
        return open(path, flags, 0);
    }

    /**
     * Opens a file and returns a descriptor for it. With O_CREAT it creates the file if it does not
     * exist.
     *
     * <p>{@code int open(const char *pathname, int flags, mode_t mode)}, see open(2).
     *
     * @param flags one of O_RDONLY, O_WRONLY and O_RDWR, combined with other O_ flags by {@code |}
     * @param mode permission bits of a file that O_CREAT creates, for example 0664; Linux clears
     *     those that are set in the umask
     * @return a file descriptor; the caller owns it and must close it
     * @throws ErrnoException ENOENT if the file or its folder does not exist, EACCES if a
     *     permission is missing, EISDIR if a directory is opened for writing, EEXIST if the file
     *     exists and flags contain O_CREAT|O_EXCL
     */
    static int open(String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            int fd = (int) Files.OPEN.invokeExact(errno, arena.allocateFrom(path), flags, mode);
            if (fd == -1) {
                throw failed("open", errno, "path=" + path + ", flags=" + openFlags(flags));
            }
            return fd;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Closes a file descriptor. A mapping that was made from the descriptor stays.
     *
     * <p>{@code int close(int fd)}, see close(2).
     *
     * @throws ErrnoException EBADF if {@code fd} is not open
     */
    static void close(int fd) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Files.CLOSE.invokeExact(errno, fd) == -1) {
                throw failed("close", errno, "fd=" + fd);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Sets the size of a file. A smaller size cuts off the end of the file. A larger size adds
     * zeros, which take no disk space until something is written there.
     *
     * <p>{@code int ftruncate(int fd, off_t length)}, see ftruncate(2).
     *
     * @param length the new size in bytes
     * @throws ErrnoException EINVAL if {@code length} is negative or {@code fd} is not open for
     *     writing, EFBIG if {@code length} is larger than the largest file allowed
     */
    static void ftruncate(int fd, long length) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Files.FTRUNCATE.invokeExact(errno, fd, length) == -1) {
                throw failed("ftruncate", errno, "fd=" + fd + ", length=" + length);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Reserves disk space for a range of a file. If the file ends before the end of the range, it
     * becomes longer, and the new bytes are zeros. With mode 0 it never makes a file shorter, and
     * it changes no byte that the file has. So no other process can lose anything, whatever it
     * does at the same time. With FALLOC_FL_PUNCH_HOLE it gives the space back instead, and the
     * bytes of the range are zeros.
     *
     * <p>{@code int fallocate(int fd, int mode, off_t offset, off_t len)}, see fallocate(2).
     *
     * @param mode 0, or FALLOC_FL_PUNCH_HOLE together with FALLOC_FL_KEEP_SIZE
     * @param offset the first byte of the range
     * @param length how many bytes the range has
     * @throws ErrnoException EBADF if {@code fd} is not open for writing, EFBIG if the file would
     *     become too long, EINVAL if {@code length} is 0 or less, ENODEV or ESPIPE if {@code fd} is
     *     not a file, ENOSPC if the disk is full, EOPNOTSUPP if the file system does not have it
     */
    static void fallocate(int fd, int mode, long offset, long length) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Allocation.FALLOCATE.invokeExact(errno, fd, mode, offset, length) == -1) {
                throw failed("fallocate", errno,
                    "fd=" + fd + ", mode=" + mode + ", offset=" + offset + ", length=" + length);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Moves the position of a descriptor in its file. {@code lseek(fd, 0, SEEK_END)} returns the
     * size of a file, and this is how the tutorial 内存映射通信 ("IPC by memory mapping") finds it.
     *
     * <p>{@code off_t lseek(int fd, off_t offset, int whence)}, see lseek(2).
     *
     * @param offset bytes, counted from the place that {@code whence} names
     * @param whence SEEK_SET for the start of the file, SEEK_CUR for the current position, SEEK_END
     *     for the end of the file
     * @return the new position, in bytes from the start of the file
     * @throws ErrnoException EBADF if {@code fd} is not open, EINVAL if the position would be
     *     before the start of the file, ESPIPE if {@code fd} is a pipe
     */
    static long lseek(int fd, long offset, int whence) {
        try {
            MemorySegment errno = Errno.capture();
            long position = (long) Files.LSEEK.invokeExact(errno, fd, offset, whence);
            if (position == -1) {
                throw failed("lseek", errno,
                    "fd=" + fd + ", offset=" + offset + ", whence=" + whence);
            }
            return position;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * The result of {@link #fstat}: the fields of {@code struct stat} that the course uses.
     *
     * @param inode the number of the file, unique within its file system
     * @param mode file type and permission bits, {@code st_mode} in C
     * @param links how many names the file has; 0 after the last one was unlinked
     * @param sizeBytes the size in bytes
     * @param blocks the disk space that the file takes, in units of 512 bytes
     */
    record Stat(long inode, int mode, int links, long sizeBytes, long blocks) {
        boolean isRegularFile() {
            return (mode & 0170000) == 0100000;
        }

        boolean isDirectory() {
            return (mode & 0170000) == 0040000;
        }
    }

    /**
     * Returns the type, the permissions, the size and the link count of an open file.
     *
     * <p>{@code int fstat(int fd, struct stat *statbuf)}, see fstat(2). This method calls statx(2),
     * because the structure of statx is the same on every architecture and older versions of glibc
     * have no symbol {@code fstat}.
     *
     * @throws ErrnoException EBADF if {@code fd} is not open
     */
    static Stat fstat(int fd) {
        final int atEmptyPath = 0x1000;   // <linux/fcntl.h>
        final int basicStats = 0x7ff;     // <linux/stat.h>
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            MemorySegment st = arena.allocate(256, 8);
            MemorySegment empty = arena.allocateFrom("");
            int answer = (int) OtherFiles.STATX.invokeExact(
                errno, fd, empty, atEmptyPath, basicStats, st);
            if (answer == -1) {
                throw failed("fstat", errno, "fd=" + fd);
            }
            // Offsets in struct statx, in bytes: nlink 16, mode (16 bits) 28, ino 32, size 40,
            // blocks 48.
            return new Stat(st.get(JAVA_LONG, 32), Short.toUnsignedInt(st.get(JAVA_SHORT, 28)),
                st.get(JAVA_INT, 16), st.get(JAVA_LONG, 40), st.get(JAVA_LONG, 48));
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Reads bytes from a descriptor into memory.
     *
     * <p>{@code ssize_t read(int fd, void *buf, size_t count)}, see read(2).
     *
     * @param buf native memory that the caller owns
     * @param count how many bytes to read at most
     * @return how many bytes were read, which may be fewer than {@code count}; 0 at the end of the
     *     file
     * @throws IndexOutOfBoundsException if {@code buf} is shorter than {@code count} bytes
     * @throws ErrnoException EBADF if {@code fd} is not open for reading, EISDIR if it is a
     *     directory, EFAULT if Linux cannot write to {@code buf}
     */
    static long read(int fd, MemorySegment buf, long count) {
        Objects.checkFromIndexSize(0, count, buf.byteSize());
        try {
            MemorySegment errno = Errno.capture();
            long done = (long) OtherFiles.READ.invokeExact(errno, fd, buf, count);
            if (done == -1) {
                throw failed("read", errno, "fd=" + fd + ", count=" + count);
            }
            return done;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Writes bytes from memory to a descriptor.
     *
     * <p>{@code ssize_t write(int fd, const void *buf, size_t count)}, see write(2).
     *
     * @param buf native memory that the caller owns
     * @param count how many bytes to write
     * @return how many bytes were written, which may be fewer than {@code count}
     * @throws IndexOutOfBoundsException if {@code buf} is shorter than {@code count} bytes
     * @throws ErrnoException EBADF if {@code fd} is not open for writing, ENOSPC if the disk is
     *     full, EPIPE if a pipe has no reader any more, EFAULT if Linux cannot read from
     *     {@code buf}
     */
    static long write(int fd, MemorySegment buf, long count) {
        Objects.checkFromIndexSize(0, count, buf.byteSize());
        try {
            MemorySegment errno = Errno.capture();
            long done = (long) OtherFiles.WRITE.invokeExact(errno, fd, buf, count);
            if (done == -1) {
                throw failed("write", errno, "fd=" + fd + ", count=" + count);
            }
            return done;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * A lock on a range of bytes of a file: {@code struct flock}, with SEEK_SET as its whence.
     * Linux does not forbid access to bytes that are locked. It only refuses a second lock.
     *
     * @param type F_RDLCK, F_WRLCK or F_UNLCK
     * @param start the first byte; the file may be shorter
     * @param length how many bytes
     */
    record Flock(short type, long start, long length) {}

    /**
     * Takes, drops or looks for a lock that belongs to an open file description. That is what
     * open(2) creates, so several descriptors may share it, also in forked children. Linux drops
     * the lock when the last of these descriptors is closed, for example because kill -9 has ended
     * the process. All processes of the machine see it, whatever their PID namespaces are.
     *
     * <p>{@code int fcntl(int fd, F_OFD_SETLK, struct flock *lock)}, see fcntl(2). This method has
     * no other commands than the two.
     *
     * @param command F_OFD_SETLK to take the lock, or to drop it if its type is F_UNLCK.
     *     F_OFD_GETLK to look for a lock that would refuse this one
     * @return the lock itself for F_OFD_SETLK. For F_OFD_GETLK a lock that another description
     *     holds, or one of type F_UNLCK if there is none
     * @throws ErrnoException EAGAIN if another description holds such a lock, EBADF if {@code fd}
     *     is not open as the type needs it
     */
    static Flock fcntl(int fd, int command, Flock lock) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            // Offsets in struct flock, in bytes: type 0, whence 2, start 8, len 16, pid 24.
            MemorySegment flock = arena.allocate(32, 8);
            flock.set(JAVA_SHORT, 0, lock.type);
            flock.set(JAVA_LONG, 8, lock.start);
            flock.set(JAVA_LONG, 16, lock.length);
            if ((int) Locks.FCNTL.invokeExact(errno, fd, command, flock) == -1) {
                throw failed("fcntl", errno, "fd=" + fd + ", command=" + command + ", " + lock);
            }
            return new Flock(flock.get(JAVA_SHORT, 0), flock.get(JAVA_LONG, 8),
                flock.get(JAVA_LONG, 16));
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Takes or drops a lock on a whole file. It belongs to the open file description, like a lock
     * of {@link #fcntl(int, int, Flock)}: Linux drops it with the last descriptor and mapping. But
     * the two kinds do not see each other, except on some network file systems.
     *
     * <p>{@code int flock(int fd, int operation)}, see flock(2).
     *
     * @param operation LOCK_EX to take the lock, or LOCK_UN to drop it; with LOCK_NB, the call
     *     does not wait
     * @throws ErrnoException EAGAIN (which is EWOULDBLOCK) if another description holds the lock
     *     and LOCK_NB is set, EBADF if {@code fd} is not open, EINTR if a signal ended the waiting
     */
    static void flock(int fd, int operation) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Locks.FLOCK.invokeExact(errno, fd, operation) == -1) {
                throw failed("flock", errno, "fd=" + fd + ", operation=" + operation);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Gives a file one more name. A file that was opened with O_TMPFILE has no name yet. Its first
     * one is made by {@code linkat(AT_FDCWD, "/proc/self/fd/" + fd, AT_FDCWD, path,
     * AT_SYMLINK_FOLLOW)}. So a file can be complete before any process can find it.
     *
     * <p>{@code int linkat(int olddirfd, const char *oldpath, int newdirfd, const char *newpath,
     * int flags)}, see linkat(2).
     *
     * @param olddirfd the folder at which a relative {@code oldpath} begins, or AT_FDCWD for the
     *     current one; {@code newdirfd} likewise
     * @param flags AT_SYMLINK_FOLLOW to follow {@code oldpath} if it is a symbolic link, or 0
     * @throws ErrnoException EEXIST if {@code newpath} exists, ENOENT if {@code oldpath} or a
     *     folder does not exist, EXDEV if the two are on different file systems
     */
    static void linkat(int olddirfd, String oldpath, int newdirfd, String newpath, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            if ((int) Locks.LINKAT.invokeExact(errno, olddirfd, arena.allocateFrom(oldpath),
                    newdirfd, arena.allocateFrom(newpath), flags) == -1) {
                throw failed("linkat", errno, "oldpath=" + oldpath + ", newpath=" + newpath);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Removes a name of a file. Linux deletes the file itself when its last name, its last
     * descriptor and its last mapping are gone.
     *
     * <p>{@code int unlink(const char *pathname)}, see unlink(2).
     *
     * @throws ErrnoException ENOENT if the file does not exist, EISDIR if it is a directory
     */
    static void unlink(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            if ((int) OtherFiles.UNLINK.invokeExact(errno, arena.allocateFrom(path)) == -1) {
                throw failed("unlink", errno, "path=" + path);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Creates a file of 0 bytes that is in memory only and has no name in any folder.
     *
     * <p>{@code int memfd_create(const char *name, unsigned int flags)}, see memfd_create(2).
     *
     * @param name a label that /proc/PID/fd and /proc/PID/maps show; it has no other meaning
     * @param flags 0, or MFD_CLOEXEC and MFD_ALLOW_SEALING combined by {@code |}
     * @return a file descriptor; the caller owns it and must close it
     * @throws ErrnoException EINVAL if a flag is unknown or the name is longer than 249 bytes
     */
    static int memfd_create(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            int fd = (int) OtherFiles.MEMFD_CREATE.invokeExact(
                errno, arena.allocateFrom(name), flags);
            if (fd == -1) {
                throw failed("memfd_create", errno, "name=" + name + ", flags=" + flags);
            }
            return fd;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Creates a pipe.
     *
     * <p>{@code int pipe2(int pipefd[2], int flags)}, see pipe2(2).
     *
     * @param flags 0, or flags such as O_CLOEXEC and O_NONBLOCK combined by {@code |}
     * @return two file descriptors, first the read end, then the write end; the caller owns both
     *     and must close them
     * @throws ErrnoException EINVAL if a flag is unknown, EMFILE if the process has too many
     *     descriptors
     */
    static int[] pipe2(int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            if ((int) Pipes.PIPE2.invokeExact(errno, ends, flags) == -1) {
                throw failed("pipe2", errno, "flags=0x" + Integer.toHexString(flags));
            }
            return ends.toArray(JAVA_INT);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    // -------------------------------------------------------------------- seals and descriptors

    /**
     * Adds seals to a memfd, or returns those that it has. A seal forbids an operation to every
     * process, whatever its descriptor or mapping would allow. No seal can be removed.
     *
     * <p>{@code int fcntl(int fd, F_ADD_SEALS, int seals)} and {@code int fcntl(int fd,
     * F_GET_SEALS)}, see fcntl(2). This method has no other commands than the two.
     *
     * @param fd for F_ADD_SEALS: open for writing, of a memfd with MFD_ALLOW_SEALING
     * @param seals to add, combined by {@code |}: F_SEAL_SHRINK and F_SEAL_GROW keep the size,
     *     F_SEAL_WRITE keeps the content, F_SEAL_FUTURE_WRITE keeps it except from shared mappings
     *     that exist already, F_SEAL_SEAL forbids further seals. 0 for F_GET_SEALS
     * @return all seals of the file for F_GET_SEALS, 0 for F_ADD_SEALS
     * @throws ErrnoException EPERM if {@code fd} is not open for writing or has F_SEAL_SEAL, EBUSY
     *     if F_SEAL_WRITE is added while a process has a shared mapping that it may write to,
     *     EINVAL if the file is no memfd
     */
    static int fcntl(int fd, int command, int seals) {
        try {
            MemorySegment errno = Errno.capture();
            int result = (int) Seals.FCNTL.invokeExact(errno, fd, command, seals);
            if (result == -1) {
                throw failed("fcntl", errno, "fd=" + fd + ", command=" + (command == F_ADD_SEALS
                    ? "F_ADD_SEALS" : command == F_GET_SEALS ? "F_GET_SEALS" : "" + command)
                    + ", seals=" + seals(seals));
            }
            return result;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Returns the names of seals, such as {@code SHRINK|GROW}. */
    static String seals(int seals) {
        return names(seals, "0", "SEAL", F_SEAL_SEAL, "SHRINK", F_SEAL_SHRINK, "GROW", F_SEAL_GROW,
            "WRITE", F_SEAL_WRITE, "FUTURE_WRITE", F_SEAL_FUTURE_WRITE);
    }

    /**
     * Sets the permission bits that new files of this process never get.
     *
     * <p>{@code mode_t umask(mode_t mask)}, see umask(2).
     *
     * @return the mask that it had before
     */
    static int umask(int mask) {
        try {
            return (int) Sockets.UMASK.invokeExact(mask);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Creates a socket without an address.
     *
     * <p>{@code int socket(int domain, int type, int protocol)}, see socket(2) and unix(7).
     *
     * @param domain AF_UNIX
     * @param type SOCK_STREAM, or SOCK_SEQPACKET, which keeps messages apart; combined with
     *     SOCK_CLOEXEC by {@code |}
     * @param protocol 0
     * @return a file descriptor; the caller owns it and must close it
     * @throws ErrnoException EACCES where sockets are not allowed, EMFILE if the process has too
     *     many descriptors
     */
    static int socket(int domain, int type, int protocol) {
        return (int) systemCall("socket", Arch.isX86() ? 41 : 198, domain, type, protocol, 0);
    }

    /**
     * Creates two sockets that are connected with each other.
     *
     * <p>{@code int socketpair(int domain, int type, int protocol, int sv[2])}, see socketpair(2).
     * The parameters are those of {@link #socket}.
     *
     * @return two file descriptors; the caller owns both and must close them
     * @throws ErrnoException EMFILE if the process has too many descriptors
     */
    static int[] socketpair(int domain, int type, int protocol) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            systemCall("socketpair", Arch.isX86() ? 53 : 199, domain, type, protocol,
                ends.address());
            return ends.toArray(JAVA_INT);
        }
    }

    /**
     * Gives a Unix socket its address, and creates the file of that name.
     *
     * <p>{@code int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}, see bind(2).
     *
     * @param path at most 107 bytes; the mode of the file is 0777 without the bits of the umask,
     *     and connecting needs the right to write
     * @throws ErrnoException EADDRINUSE if the file exists, even if nobody listens, ENOENT if its
     *     folder does not exist, EACCES if a permission is missing
     */
    static void bind(int sockfd, String path) {
        withAddress("bind", Arch.isX86() ? 49 : 200, sockfd, path);
    }

    /**
     * Connects to the process that listens at an address.
     *
     * <p>{@code int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}, see
     * connect(2).
     *
     * @throws ErrnoException ENOENT if there is no such file, ECONNREFUSED if nobody listens any
     *     more, EACCES if the file is not writable
     */
    static void connect(int sockfd, String path) {
        withAddress("connect", Arch.isX86() ? 42 : 203, sockfd, path);
    }

    private static void withAddress(String call, long number, int sockfd, String path) {
        byte[] name = path.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        final int longest = 107;   // sun_path has 108 bytes, with the zero at the end
        if (name.length > longest) {
            throw new IllegalArgumentException(call + ": the path of a Unix socket has at most "
                + longest + " bytes: " + path);
        }
        try (Arena arena = Arena.ofConfined()) {
            // Offsets in struct sockaddr_un, in bytes: family (16 bits) 0, path 2.
            MemorySegment address = arena.allocate(2 + longest + 1, 8);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
            systemCall(call, number, sockfd, address.address(), 2 + name.length + 1, 0);
        } catch (ErrnoException e) {
            throw new ErrnoException(call, e.errno, "fd=" + sockfd + ", path=" + path);
        }
    }

    /**
     * Lets other processes connect to a socket.
     *
     * <p>{@code int listen(int sockfd, int backlog)}, see listen(2).
     *
     * @param backlog how many may wait for {@link #accept4}
     * @throws ErrnoException EINVAL if the socket has no address, EBADF if {@code sockfd} is not
     *     open
     */
    static void listen(int sockfd, int backlog) {
        systemCall("listen", Arch.isX86() ? 50 : 201, sockfd, backlog, 0, 0);
    }

    /**
     * Waits until a process connects.
     *
     * <p>{@code int accept4(int sockfd, NULL, NULL, int flags)}, see accept4(2).
     *
     * @param flags 0 or SOCK_CLOEXEC
     * @return a socket that is connected with that process; the caller owns it and must close it
     * @throws ErrnoException EINVAL if the socket does not listen, EINTR after a signal
     */
    static int accept4(int sockfd, int flags) {
        return (int) systemCall("accept4", Arch.isX86() ? 288 : 242, sockfd, 0, 0, flags);
    }

    /**
     * Sends a message with descriptors (SCM_RIGHTS). The receiver gets descriptors of its own for
     * the same open file descriptions, as if by dup(2). So the sender may close its own at once.
     *
     * <p>{@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags)}, see sendmsg(2),
     * unix(7) and cmsg(3). This method builds the structure.
     *
     * @param data native memory; at least one byte, because a stream carries no descriptor without
     * @param flags 0, or MSG_NOSIGNAL and MSG_DONTWAIT combined by {@code |}
     * @param fds the descriptors, at most 253
     * @return how many bytes were sent
     * @throws ErrnoException EPIPE if the other end is closed, EAGAIN with MSG_DONTWAIT if it would
     *     wait, EBADF if a descriptor is not open, EINVAL for more than 253 descriptors
     */
    static long sendmsg(int sockfd, MemorySegment data, int flags, int... fds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            MemorySegment control = Message.control(arena, fds.length);
            MemorySegment.copy(fds, 0, control, JAVA_INT, Message.FDS, fds.length);
            MemorySegment msg = Message.header(arena, data, fds.length == 0 ? NULL : control);
            long sent = (long) Sockets.SENDMSG.invokeExact(errno, sockfd, msg, flags);
            if (sent == -1) {
                throw failed("sendmsg", errno, "fd=" + sockfd + ", length=" + data.byteSize()
                    + ", descriptors=" + fds.length);
            }
            return sent;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * What {@link #recvmsg} has received.
     *
     * @param length how many bytes of data
     * @param fds new descriptors of this process; the caller owns all of them
     * @param flags MSG_TRUNC if the data was longer than its memory, MSG_CTRUNC if more descriptors
     *     came than there was room for; Linux has closed the rest
     */
    record Received(long length, java.util.List<Integer> fds, int flags) {}

    /**
     * Waits for a message, which may carry descriptors. The sender decides what they are and how
     * many there are.
     *
     * <p>{@code ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags)}, see recvmsg(2),
     * unix(7) and cmsg(3). This method builds and reads the structure.
     *
     * @param data native memory that takes the data of the message
     * @param maxFds for how many descriptors there is room, at most 253
     * @param flags 0, or MSG_DONTWAIT and MSG_CMSG_CLOEXEC, which makes the new descriptors
     *     close-on-exec, combined by {@code |}
     * @return the length is 0 if the other end was closed
     * @throws ErrnoException EAGAIN with MSG_DONTWAIT if there is no message, ENOTSOCK if
     *     {@code sockfd} is no socket
     */
    static Received recvmsg(int sockfd, MemorySegment data, int maxFds, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            MemorySegment control = Message.control(arena, maxFds);
            MemorySegment msg = Message.header(arena, data, maxFds == 0 ? NULL : control);
            long length = (long) Sockets.RECVMSG.invokeExact(errno, sockfd, msg, flags);
            if (length == -1) {
                throw failed("recvmsg", errno, "fd=" + sockfd + ", length=" + data.byteSize());
            }
            return new Received(length, Message.descriptors(msg, control),
                msg.get(JAVA_INT, Message.FLAGS));
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** struct msghdr, struct iovec and struct cmsghdr. The offsets are in bytes. */
    private static final class Message {
        static final long FLAGS = 48;
        private static final long CONTROL_LENGTH = 40;
        /** Where the descriptors begin in the control data, after length, level and type. */
        static final long FDS = 16;

        static MemorySegment control(Arena arena, int fds) {
            MemorySegment control = arena.allocate(FDS + fds * 4L, 8);
            control.set(JAVA_LONG, 0, control.byteSize());
            control.set(JAVA_INT, 8, SOL_SOCKET);
            control.set(JAVA_INT, 12, SCM_RIGHTS);
            return control;
        }

        static MemorySegment header(Arena arena, MemorySegment data, MemorySegment control) {
            MemorySegment iovec = arena.allocate(16, 8);
            iovec.set(ADDRESS, 0, data);
            iovec.set(JAVA_LONG, 8, data.byteSize());
            MemorySegment msg = arena.allocate(56, 8);
            msg.set(ADDRESS, 16, iovec);
            msg.set(JAVA_LONG, 24, 1);
            msg.set(ADDRESS, 32, control);
            msg.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
            return msg;
        }

        static java.util.List<Integer> descriptors(MemorySegment msg, MemorySegment control) {
            boolean hasRights = msg.get(JAVA_LONG, CONTROL_LENGTH) >= FDS
                && control.get(JAVA_INT, 8) == SOL_SOCKET
                && control.get(JAVA_INT, 12) == SCM_RIGHTS;
            long end = hasRights ? Math.min(control.get(JAVA_LONG, 0), control.byteSize()) : FDS;
            return control.asSlice(FDS, Math.max(0, end - FDS)).elements(JAVA_INT)
                .map(fd -> fd.get(JAVA_INT, 0)).toList();
        }
    }

    /**
     * Opens a descriptor for a process. It stays with that process, even if the process ends and
     * its ID is used again.
     *
     * <p>{@code int syscall(SYS_pidfd_open, pid_t pid, unsigned int flags)}, see pidfd_open(2).
     *
     * @param flags 0
     * @return a file descriptor, which is close-on-exec; the caller owns it and must close it
     * @throws ErrnoException ESRCH if there is no such process
     */
    static int pidfd_open(int pid, int flags) {
        return (int) systemCall("pidfd_open", 434, pid, flags, 0, 0);
    }

    /**
     * Takes a copy of a descriptor of another process, which does not notice it. It leads to the
     * same open file description.
     *
     * <p>{@code int syscall(SYS_pidfd_getfd, int pidfd, int targetfd, unsigned int flags)}, see
     * pidfd_getfd(2).
     *
     * @param targetfd the number of the descriptor in the other process
     * @param flags 0
     * @return a file descriptor, which is close-on-exec; the caller owns it and must close it
     * @throws ErrnoException EPERM if this process may not trace the other one, EBADF if that has
     *     no such descriptor, ESRCH if it has ended
     */
    static int pidfd_getfd(int pidfd, int targetfd, int flags) {
        return (int) systemCall("pidfd_getfd", 438, pidfd, targetfd, flags, 0);
    }

    // -------------------------------------------------------------------------------- mappings

    /**
     * Maps a file, or anonymous memory, into the address space of this process.
     *
     * <p>{@code void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)},
     * see mmap(2).
     *
     * @param addr the address where you would like the mapping, or NULL to let Linux choose; with
     *     MAP_FIXED, Linux maps exactly there and replaces whatever is mapped in that range
     * @param length bytes to map; Linux maps whole pages, but the returned segment ends after
     *     {@code length} bytes
     * @param prot PROT_NONE, or PROT_READ, PROT_WRITE and PROT_EXEC combined by {@code |}
     * @param flags MAP_SHARED or MAP_PRIVATE, combined with other MAP_ flags by {@code |}
     * @param fd the file, or −1 with MAP_ANONYMOUS; you may close it as soon as this method has
     *     returned
     * @param offset position in the file where the mapping starts, in bytes; a multiple of the page
     *     size
     * @return {@code length} bytes; the caller owns them and must unmap them with {@link #munmap}.
     *     An access after that raises SIGSEGV, which ends the JVM. An access to a page that lies
     *     wholly past the end of the file raises SIGBUS: HotSpot turns it into an
     *     {@code InternalError}, except in {@code compareAndSet}, where it ends the JVM
     * @throws ErrnoException EACCES if {@code fd} was not opened for this kind of access, EINVAL if
     *     {@code length} is 0, if {@code offset} is not page-aligned or if {@code flags} contain
     *     neither MAP_SHARED nor MAP_PRIVATE, EBADF if {@code fd} is not open, ENODEV if it is a
     *     directory or a pipe, ENOMEM if the address space has no room for {@code length} bytes
     */
    static MemorySegment mmap(
            MemorySegment addr, long length, int prot, int flags, int fd, long offset) {
        MemorySegment p = mapOrFail(addr, length, prot, flags, fd, offset);
        return p.reinterpret(length);
    }

    /**
     * Maps like {@link #mmap(MemorySegment, long, int, int, int, long)}, but {@code arena} owns the
     * mapping and unmaps it when the arena is closed. An access after that throws an
     * {@code IllegalStateException}. Do not call {@link #munmap} on it.
     *
     * @throws IllegalStateException if the arena is closed already; nothing stays mapped then
     * @throws WrongThreadException if the arena is confined to another thread; nothing stays mapped
     */
    static MemorySegment mmap(Arena arena, long length, int prot, int flags, int fd, long offset) {
        MemorySegment p = mapOrFail(NULL, length, prot, flags, fd, offset);
        try {
            return p.reinterpret(length, arena, mapped -> munmap(mapped, length));
        } catch (RuntimeException | Error refused) {
            munmap(p, length);
            throw refused;
        }
    }

    private static MemorySegment mapOrFail(
            MemorySegment addr, long length, int prot, int flags, int fd, long offset) {
        try {
            MemorySegment errno = Errno.capture();
            MemorySegment p = (MemorySegment) Mappings.MMAP.invokeExact(
                errno, addr, length, prot, flags, fd, offset);
            // MAP_FAILED is (void *) -1. No mapping ever has this address.
            if (p.address() == -1) {
                throw failed("mmap", errno, "length=" + length + ", prot=" + prot(prot)
                    + ", flags=" + mapFlags(flags) + ", fd=" + fd + ", offset=" + offset);
            }
            return p;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Unmaps every page that contains a byte of the range. It is not an error if nothing is mapped
     * there.
     *
     * <p>{@code int munmap(void *addr, size_t length)}, see munmap(2).
     *
     * @param addr a page-aligned address: the start of a mapping, or of a later page in it
     * @param length bytes; Linux rounds up to whole pages
     * @throws ErrnoException EINVAL if {@code addr} is not page-aligned or {@code length} is 0
     */
    static void munmap(MemorySegment addr, long length) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Mappings.MUNMAP.invokeExact(errno, addr, length) == -1) {
                throw failed("munmap", errno, hex(addr) + ", length=" + length);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Makes a mapping longer or shorter. This method has no parameter for a new address, so it
     * cannot be used with MREMAP_FIXED.
     *
     * <p>{@code void *mremap(void *old_address, size_t old_size, size_t new_size, int flags, ...)},
     * see mremap(2).
     *
     * @param old a mapping that {@link #mmap} returned and that no arena owns
     * @param oldSize its size in bytes
     * @param newSize the size that it should have, in bytes
     * @param flags MREMAP_MAYMOVE to let Linux move the mapping to another address, or 0
     * @return {@code newSize} bytes, perhaps at another address; the caller owns them and must
     *     unmap them with {@link #munmap}. Do not use {@code old} any more
     * @throws ErrnoException ENOMEM if there is no room to grow at this address and the mapping
     *     must not move, EFAULT if {@code old} is not mapped, EINVAL if its address is not
     *     page-aligned or {@code newSize} is 0
     */
    static MemorySegment mremap(MemorySegment old, long oldSize, long newSize, int flags) {
        try {
            MemorySegment errno = Errno.capture();
            MemorySegment p = (MemorySegment) OtherMappings.MREMAP.invokeExact(
                errno, old, oldSize, newSize, flags);
            if (p.address() == -1) {
                throw failed("mremap", errno, hex(old) + ", oldSize=" + oldSize
                    + ", newSize=" + newSize + ", flags=" + flags);
            }
            return p.reinterpret(newSize);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Writes the changed pages of a shared file mapping to the disk. Other processes that map or
     * read the file see the changes without this call.
     *
     * <p>{@code int msync(void *addr, size_t length, int flags)}, see msync(2).
     *
     * @param addr a page-aligned address
     * @param length bytes
     * @param flags MS_SYNC to return when the bytes are on the disk, or MS_ASYNC to return at once
     * @throws ErrnoException EINVAL if {@code addr} is not page-aligned or both flags are given,
     *     ENOMEM if a part of the range is not mapped
     */
    static void msync(MemorySegment addr, long length, int flags) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) OtherMappings.MSYNC.invokeExact(errno, addr, length, flags) == -1) {
                throw failed("msync", errno,
                    hex(addr) + ", length=" + length + ", flags=" + flags);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Writes all changes of a file to the disk: its bytes, also those that were changed through a
     * mapping, its size and its times. Its name is in the folder, and the folder is a file of its
     * own. Open it with O_RDONLY and O_DIRECTORY to synchronise it.
     *
     * <p>{@code int fsync(int fd)}, see fsync(2).
     *
     * @throws ErrnoException EBADF if {@code fd} is not open, EINVAL if it is a pipe, EIO if the
     *     disk failed; the changes may then be lost, and a second call does not report it again
     */
    static void fsync(int fd) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Durability.FSYNC.invokeExact(errno, fd) == -1) {
                throw failed("fsync", errno, "fd=" + fd);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Writes the bytes of a file to the disk like {@link #fsync}, and its size, but not its times.
     * That can save one write to the disk.
     *
     * <p>{@code int fdatasync(int fd)}, see fdatasync(2).
     *
     * @throws ErrnoException EBADF, EINVAL or EIO as in {@link #fsync}
     */
    static void fdatasync(int fd) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Durability.FDATASYNC.invokeExact(errno, fd) == -1) {
                throw failed("fdatasync", errno, "fd=" + fd);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Gives a file another name in one step. If a file of the name {@code newpath} exists, it is
     * replaced, and at each moment the name leads to the old file or to the new one.
     *
     * <p>{@code int rename(const char *oldpath, const char *newpath)}, see rename(2).
     *
     * @throws ErrnoException ENOENT if {@code oldpath} does not exist, EISDIR if {@code newpath} is
     *     a directory, EXDEV if the two are on different file systems
     */
    static void rename(String oldpath, String newpath) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            if ((int) Durability.RENAME.invokeExact(errno, arena.allocateFrom(oldpath),
                    arena.allocateFrom(newpath)) == -1) {
                throw failed("rename", errno, "oldpath=" + oldpath + ", newpath=" + newpath);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Reports which pages of a mapping are resident, that is, in memory.
     *
     * <p>{@code int mincore(void *addr, size_t length, unsigned char *vec)}, see mincore(2).
     *
     * @param addr a page-aligned address
     * @param length bytes
     * @param vec native memory that the caller owns, with one byte for each page; the lowest bit of
     *     the byte is 1 if the page is resident
     * @throws IndexOutOfBoundsException if {@code vec} has fewer bytes than the range has pages
     * @throws ErrnoException EINVAL if {@code addr} is not page-aligned, ENOMEM if a part of the
     *     range is not mapped
     */
    static void mincore(MemorySegment addr, long length, MemorySegment vec) {
        Objects.checkFromIndexSize(0, Math.ceilDiv(length, pageSize()), vec.byteSize());
        try {
            MemorySegment errno = Errno.capture();
            if ((int) OtherMappings.MINCORE.invokeExact(errno, addr, length, vec) == -1) {
                throw failed("mincore", errno, hex(addr) + ", length=" + length);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Tells Linux how the process is going to use a range of memory.
     *
     * <p>{@code int madvise(void *addr, size_t length, int advice)}, see madvise(2).
     *
     * @param addr a page-aligned address
     * @param length bytes
     * @param advice one of the MADV_ constants. MADV_DONTNEED is more than advice: it drops the
     *     pages at once, and the changes in private pages are lost
     * @throws ErrnoException EINVAL if {@code addr} is not page-aligned or {@code advice} is
     *     unknown, ENOMEM if a part of the range is not mapped
     */
    static void madvise(MemorySegment addr, long length, int advice) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) OtherMappings.MADVISE.invokeExact(errno, addr, length, advice) == -1) {
                throw failed("madvise", errno,
                    hex(addr) + ", length=" + length + ", advice=" + advice);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    // ------------------------------------------------------------------------------- processes

    /**
     * Creates a child process that is a copy of this one.
     *
     * <p>{@code pid_t fork(void)}, see fork(2).
     *
     * <p>The child has only one thread, the one that called this method. It has no garbage
     * collector and no compiler, because their threads were not copied. So the child should do
     * little, run only code that the parent has run before, and end with {@link #_exit}.
     * {@code Fork.java} takes care of this.
     *
     * @return 0 in the child, the process ID of the child in the parent
     * @throws ErrnoException EAGAIN if a limit on the number of processes is reached, ENOMEM if
     *     there is not enough memory
     */
    static int fork() {
        try {
            // Links the call of _exit, because linking takes locks, and in the child a thread that
            // does not exist there may hold them.
            callWithInt(Processes.LIKE_EXIT, 0);
            MemorySegment errno = Errno.capture();
            int pid = (int) Processes.FORK.invokeExact(errno);
            if (pid == -1) {
                throw failed("fork", errno, "");
            }
            return pid;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * The result of {@link #waitpid}.
     *
     * @param pid the process ID of the child, or 0 if WNOHANG was given and no child has ended yet
     * @param status the status word of wait(2); the methods decode it as the C macros do
     */
    record Waited(int pid, int status) {
        /** WIFEXITED: whether the child ended by exit or _exit. */
        boolean exited() {
            return (status & 0x7f) == 0;
        }

        /** WEXITSTATUS: the exit code of the child, if it {@link #exited}. */
        int exitStatus() {
            return (status >> 8) & 0xff;
        }

        /** WIFSIGNALED: whether a signal ended the child. */
        boolean signaled() {
            return (byte) ((status & 0x7f) + 1) >> 1 > 0;
        }

        /** WTERMSIG: the signal that ended the child, if it was {@link #signaled}. */
        int termSignal() {
            return status & 0x7f;
        }
    }

    /**
     * Waits until a child process has ended, and reaps it.
     *
     * <p>{@code pid_t waitpid(pid_t pid, int *wstatus, int options)}, see waitpid(2).
     *
     * @param pid the process ID of a child, or −1 for any child
     * @param options 0 to wait without a time limit, WNOHANG to return at once
     * @throws ErrnoException ECHILD if this process has no such child
     */
    static Waited waitpid(int pid, int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Errno.capture();
            MemorySegment status = arena.allocate(JAVA_INT);
            int which = (int) Processes.WAITPID.invokeExact(errno, pid, status, options);
            if (which == -1) {
                throw failed("waitpid", errno, "pid=" + pid + ", options=" + options);
            }
            return new Waited(which, status.get(JAVA_INT, 0));
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Ends this process at once. No shutdown hook runs and no buffer is flushed, which is right for
     * a forked child of a JVM.
     *
     * <p>{@code void _exit(int status)}, see _exit(2).
     *
     * @param status the exit code, from 0 to 255
     */
    static void _exit(int status) {
        callWithInt(Processes.EXIT, status);
    }

    private static void callWithInt(MethodHandle function, int argument) {
        try {
            function.invokeExact(argument);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Sends a signal to a process or to a process group.
     *
     * <p>{@code int kill(pid_t pid, int sig)}, see kill(2).
     *
     * @param pid a process ID, or the negative ID of a process group
     * @param sig a signal, or 0 to check only whether the process exists
     * @throws ErrnoException ESRCH if the process does not exist, EPERM if the permission is
     *     missing, EINVAL if the signal is unknown
     */
    static void kill(int pid, int sig) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Processes.KILL.invokeExact(errno, pid, sig) == -1) {
                throw failed("kill", errno, "pid=" + pid + ", sig=" + sig);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Starts a new session and a new process group, both led by this process and without a
     * terminal. After that {@code kill(-pid, sig)} reaches this process and the processes that it
     * starts, unless they leave the group.
     *
     * <p>{@code pid_t setsid(void)}, see setsid(2).
     *
     * @return the ID of the session, which is the ID of this process
     * @throws ErrnoException EPERM if this process already leads a process group
     */
    static int setsid() {
        try {
            MemorySegment errno = Errno.capture();
            int session = (int) Processes.SETSID.invokeExact(errno);
            if (session == -1) {
                throw failed("setsid", errno, "");
            }
            return session;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Returns the ID of this process; in a forked child, that is the ID of the child.
     *
     * <p>{@code pid_t getpid(void)}, see getpid(2).
     */
    static int getpid() {
        try {
            return (int) Processes.GETPID.invokeExact();
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Sets the action of a signal. Call this in forked children only, because in the JVM itself
     * HotSpot needs its own signal handlers.
     *
     * <p>{@code sighandler_t signal(int signum, sighandler_t handler)}, see signal(2).
     *
     * @param handler SIG_DFL, so that the signal has the same effect as in a C program
     * @throws ErrnoException EINVAL if the signal is unknown, or is SIGKILL, whose action cannot be
     *     set
     */
    static void signal(int signum, MemorySegment handler) {
        try {
            MemorySegment errno = Errno.capture();
            MemorySegment previous = (MemorySegment) Processes.SIGNAL.invokeExact(
                errno, signum, handler);
            if (previous.address() == -1) {
                throw failed("signal", errno, "signum=" + signum);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Changes a property of this process. This method passes a single argument.
     *
     * <p>{@code int prctl(int option, unsigned long arg2, ...)}, see prctl(2).
     *
     * @param option PR_SET_DUMPABLE with the argument 0 forbids a core dump. PR_SET_PDEATHSIG names
     *     the signal that this process gets when its parent dies, more exactly: when the thread
     *     that created this process ends. PR_SET_NO_NEW_PRIVS with the argument 1 keeps this thread
     *     and its children from gaining privileges by execve. PR_SET_CHILD_SUBREAPER with the
     *     argument 1 makes this process the parent of its orphaned descendants
     * @throws ErrnoException EINVAL if the option or the argument is unknown
     */
    static void prctl(int option, long argument) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Processes.PRCTL.invokeExact(errno, option, argument, 0L, 0L, 0L)
                    == -1) {
                throw failed("prctl", errno, "option=" + option + ", argument=" + argument);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    // ----------------------------------------------------------------------------- confinement

    /**
     * Creates a set of Landlock rules. With LANDLOCK_CREATE_RULESET_VERSION it only returns which
     * version of Landlock the kernel has.
     *
     * <p>{@code int syscall(SYS_landlock_create_ruleset, const struct landlock_ruleset_attr *attr,
     * size_t size, uint32_t flags)}, see landlock_create_ruleset(2).
     *
     * @param attr which kinds of access the rules handle, in native memory that the caller owns; or
     *     NULL to get the version
     * @param size of {@code attr} in bytes; 0 to get the version
     * @return a descriptor of the set, which the caller closes; or the version, 1 or more
     * @throws ErrnoException ENOSYS if the kernel has no Landlock, EOPNOTSUPP if it was disabled
     *     when the system started, EINVAL if the kernel does not know a kind of access
     */
    static int landlock_create_ruleset(MemorySegment attr, long size, int flags) {
        return (int) systemCall("landlock_create_ruleset", 444, attr.address(), size, flags, 0);
    }

    /**
     * Adds a rule that allows access.
     *
     * <p>{@code int syscall(SYS_landlock_add_rule, int ruleset_fd, enum landlock_rule_type type,
     * const void *attr, uint32_t flags)}, see landlock_add_rule(2).
     *
     * @param attr for LANDLOCK_RULE_PATH_BENEATH 12 bytes: the kinds of access (64 bits), then a
     *     descriptor of the file or folder (32 bits)
     * @param flags 0
     * @throws ErrnoException EBADF or EBADFD if a descriptor has the wrong type, EINVAL if the rule
     *     allows something that the set does not handle, or that only a folder has
     */
    static void landlock_add_rule(int ruleset, int type, MemorySegment attr, int flags) {
        systemCall("landlock_add_rule", 445, ruleset, type, attr.address(), flags);
    }

    /**
     * Puts this thread into a new Landlock domain, for ever. Threads and processes that it starts
     * later belong to the domain, but no other thread of this process does.
     *
     * <p>{@code int syscall(SYS_landlock_restrict_self, int ruleset_fd, uint32_t flags)}, see
     * landlock_restrict_self(2).
     *
     * @param flags 0
     * @throws ErrnoException EPERM without PR_SET_NO_NEW_PRIVS, E2BIG after 16 domains
     */
    static void landlock_restrict_self(int ruleset, int flags) {
        systemCall("landlock_restrict_self", 446, ruleset, flags, 0, 0);
    }

    /**
     * Filters the system calls of this thread and of everything that it starts later, for ever.
     *
     * <p>{@code int syscall(SYS_seccomp, unsigned int operation, unsigned int flags, void *args)},
     * see seccomp(2).
     *
     * @param operation SECCOMP_SET_MODE_FILTER
     * @param flags 0
     * @param args a {@code struct sock_fprog} in native memory: the number of instructions (16
     *     bits), and at offset 8 their address
     * @throws ErrnoException EACCES without PR_SET_NO_NEW_PRIVS, EINVAL if the program is wrong
     */
    static void seccomp(int operation, int flags, MemorySegment args) {
        systemCall("seccomp", Arch.isX86() ? 317 : 277, operation, flags, args.address(), 0);
    }

    /**
     * Removes all capabilities of this thread, which makes a thread of root almost an ordinary one.
     *
     * <p>{@code int capset(cap_user_header_t hdrp, const cap_user_data_t datap)}, see capset(2),
     * with sets that are empty.
     */
    static void capsetEmpty() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(8, 8);
            header.set(JAVA_INT, 0, 0x20080522);   // _LINUX_CAPABILITY_VERSION_3; process 0: this
            MemorySegment data = arena.allocate(24, 8);
            systemCall("capset", Arch.isX86() ? 126 : 91, header.address(), data.address(), 0, 0);
        }
    }

    /**
     * Limits a resource of a process.
     *
     * <p>{@code int prlimit(pid_t pid, int resource, const struct rlimit *new_limit, struct rlimit
     * *old_limit)}, see prlimit(2). The soft and the hard limit get the same value.
     *
     * @param pid a process of the same user; 0 for this process
     * @param resource RLIMIT_FSIZE, RLIMIT_DATA and RLIMIT_CORE in bytes, RLIMIT_NPROC in threads
     *     of the user, RLIMIT_NOFILE in descriptors
     * @throws ErrnoException EPERM if the limit was lower or the process belongs to another user,
     *     ESRCH if the process does not exist
     */
    static void prlimit(int pid, int resource, long limit) {
        prlimit(pid, resource, limit, limit);
    }

    /**
     * Limits a resource like {@link #prlimit(int, int, long)}. Linux enforces the soft limit. The
     * process may raise it again, up to the hard limit.
     */
    static void prlimit(int pid, int resource, long soft, long hard) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(JAVA_LONG, 2);
            both.setAtIndex(JAVA_LONG, 0, soft);
            both.setAtIndex(JAVA_LONG, 1, hard);
            systemCall("prlimit", Arch.isX86() ? 302 : 261, pid, resource, both.address(), 0);
        }
    }

    private static long systemCall(String name, long number, long a, long b, long c, long d) {
        try {
            MemorySegment errno = Errno.capture();
            long result = (long) SystemCall.SYSCALL.invokeExact(errno, number, a, b, c, d);
            if (result == -1) {
                throw failed(name, errno, a + ", " + b + ", " + c + ", " + d);
            }
            return result;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    // ------------------------------------------------------------- page faults, the page cache

    /**
     * The result of {@link #getrusage}: the fields of {@code struct rusage} that the course uses.
     *
     * @param minorFaults page faults for which no disk had to be read
     * @param majorFaults page faults that waited for a disk
     */
    record Rusage(long minorFaults, long majorFaults) {
        /** Returns what was added since {@code earlier}. */
        Rusage since(Rusage earlier) {
            return new Rusage(minorFaults - earlier.minorFaults,
                majorFaults - earlier.majorFaults);
        }
    }

    /**
     * Returns how many page faults this process or this thread has had.
     *
     * <p>{@code int getrusage(int who, struct rusage *usage)}, see getrusage(2).
     *
     * @param who RUSAGE_SELF for all threads of the process, RUSAGE_THREAD for the caller alone
     * @throws ErrnoException EINVAL if {@code who} is unknown
     */
    static Rusage getrusage(int who) {
        try {
            MemorySegment errno = Errno.capture();
            MemorySegment usage = PageCache.USAGE.get();
            if ((int) PageCache.GETRUSAGE.invokeExact(errno, who, usage) == -1) {
                throw failed("getrusage", errno, "who=" + who);
            }
            // Offsets in struct rusage, in bytes: ru_minflt 64, ru_majflt 72.
            return new Rusage(usage.get(JAVA_LONG, 64), usage.get(JAVA_LONG, 72));
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Tells Linux how the process is going to use a part of a file. POSIX_FADV_DONTNEED drops pages
     * from the page cache, except those that are dirty, mapped or locked.
     *
     * <p>{@code int posix_fadvise(int fd, off_t offset, off_t len, int advice)}, see
     * posix_fadvise(2).
     *
     * @param offset bytes from the start of the file
     * @param len bytes; 0 means to the end of the file
     * @param advice one of the POSIX_FADV_ constants
     * @throws ErrnoException EBADF if {@code fd} is not open, EINVAL if {@code advice} is unknown,
     *     ESPIPE if {@code fd} is a pipe
     */
    static void posix_fadvise(int fd, long offset, long len, int advice) {
        try {
            // This function returns the errno itself.
            int errnum = (int) PageCache.POSIX_FADVISE.invokeExact(fd, offset, len, advice);
            if (errnum != 0) {
                throw new ErrnoException("posix_fadvise", errnum,
                    "fd=" + fd + ", offset=" + offset + ", len=" + len + ", advice=" + advice);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * The result of {@link #cachestat}, in pages.
     *
     * @param cached pages in the page cache
     * @param dirty those of them whose content is newer than on the disk
     */
    record CacheStat(long cached, long dirty) {}

    /**
     * Returns how many pages of a file are in the page cache. The file need not be mapped.
     *
     * <p>{@code int cachestat(unsigned int fd, struct cachestat_range *range, struct cachestat
     * *cstat, unsigned int flags)}, since Linux 6.5. Its structures are in
     * {@code <linux/mman.h>}.
     *
     * @param offset bytes from the start of the file
     * @param len bytes; 0 means to the end of the file
     * @throws ErrnoException EBADF if {@code fd} is not open, EOPNOTSUPP for a file of hugetlbfs,
     *     ENOSYS if Linux is older, EPERM on newer versions if the caller neither owns the file nor
     *     may write to it
     */
    static CacheStat cachestat(int fd, long offset, long len) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment range = arena.allocateFrom(JAVA_LONG, offset, len);
            MemorySegment cstat = arena.allocate(JAVA_LONG, 5);
            systemCall("cachestat", 451, fd, range.address(), cstat.address(), 0);
            return new CacheStat(cstat.getAtIndex(JAVA_LONG, 0), cstat.getAtIndex(JAVA_LONG, 1));
        }
    }

    /**
     * Brings the pages of a range into memory and keeps them there until {@link #munlock} or
     * {@link #munmap}. A lock of the same range by another process is counted separately.
     *
     * <p>{@code int mlock(const void *addr, size_t len)}, see mlock(2).
     *
     * @param len bytes
     * @throws ErrnoException ENOMEM if the process may not lock so much (RLIMIT_MEMLOCK) or a part
     *     of the range is not mapped, EPERM if it may not lock anything
     */
    static void mlock(MemorySegment addr, long len) {
        lock("mlock", PageCache.MLOCK, addr, len);
    }

    /**
     * Allows Linux again to drop the pages of a range.
     *
     * <p>{@code int munlock(const void *addr, size_t len)}, see munlock(2).
     *
     * @param len bytes
     * @throws ErrnoException ENOMEM if a part of the range is not mapped
     */
    static void munlock(MemorySegment addr, long len) {
        lock("munlock", PageCache.MUNLOCK, addr, len);
    }

    private static void lock(String name, MethodHandle function, MemorySegment addr, long len) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) function.invokeExact(errno, addr, len) == -1) {
                throw failed(name, errno, hex(addr) + ", len=" + len);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Returns a descriptor through which a process handles page faults instead of Linux: a read
     * returns the next fault, and {@link #ioctl} brings in the page.
     *
     * <p>{@code int userfaultfd(int flags)}, see userfaultfd(2).
     *
     * @param flags O_CLOEXEC, O_NONBLOCK and UFFD_USER_MODE_ONLY; with the last one, the caller
     *     needs no privilege
     * @return a file descriptor; the caller owns it and must close it
     * @throws ErrnoException EPERM if a container or the system forbids it, ENOSYS if Linux was
     *     built without it
     */
    static int userfaultfd(int flags) {
        return (int) systemCall("userfaultfd", Arch.isX86() ? 323 : 282, flags, 0, 0, 0);
    }

    /**
     * Calls an operation that only the driver of this descriptor has.
     *
     * <p>{@code int ioctl(int fd, unsigned long op, ...)}, see ioctl(2). The course uses it for the
     * operations UFFDIO_ of a {@link #userfaultfd}, see ioctl_userfaultfd(2).
     *
     * @param argp the structure of the operation, which the caller owns
     * @throws ErrnoException ENOTTY if the descriptor does not know the operation, EINVAL if the
     *     structure is wrong, and others that depend on the operation
     */
    static void ioctl(int fd, long op, MemorySegment argp) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) PageCache.IOCTL.invokeExact(errno, fd, op, argp) == -1) {
                throw failed("ioctl", errno, "fd=" + fd + ", op=0x" + Long.toHexString(op));
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    // --------------------------------------------------------------------------------- waiting

    /**
     * Puts this thread to sleep if {@code word} holds {@code expected}, until {@link #futexWake}
     * wakes it or the time is up. Linux compares the word and puts the thread to sleep in one
     * atomic step. So the thread never misses a futexWake that follows a change of the word. The
     * method may return early, for example after a signal, so check again what you are waiting for.
     *
     * <p>{@code long syscall(SYS_futex, uint32_t *uaddr, FUTEX_WAIT, uint32_t val, timeout)}, see
     * futex(2).
     *
     * @param word 4 bytes of native memory at an address divisible by 4. In a shared mapping, any
     *     process that maps it can wake this thread
     * @param expected the value that the word must have for the thread to sleep
     * @param timeoutNanos how long to sleep at most, in nanoseconds, 0 or more
     * @return false after the timeout. Otherwise true: the thread was woken, a signal arrived, or
     *     the word did not hold {@code expected}
     * @throws ErrnoException EFAULT if the word is not mapped, EINVAL if its address is not
     *     divisible by 4 or the timeout is negative
     */
    static boolean futexWait(MemorySegment word, int expected, long timeoutNanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timespec = arena.allocate(JAVA_LONG, 2);
            timespec.setAtIndex(JAVA_LONG, 0, timeoutNanos / 1_000_000_000);
            timespec.setAtIndex(JAVA_LONG, 1, timeoutNanos % 1_000_000_000);
            MemorySegment errno = Errno.capture();
            long result = (long) Futex.SYSCALL.invokeExact(
                errno, Futex.NUMBER, word, (long) FUTEX_WAIT, (long) expected, timespec);
            if (result == 0) {
                return true;
            }
            return switch ((int) Errno.VALUE.get(errno, 0L)) {
                case EAGAIN, EINTR -> true;
                case ETIMEDOUT -> false;
                default -> throw failed("futex", errno, hex(word) + ", op=WAIT, val=" + expected
                    + ", timeoutNanos=" + timeoutNanos);
            };
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Wakes threads that sleep on {@code word} in {@link #futexWait}, in every process that has the
     * word in a shared mapping.
     *
     * <p>{@code long syscall(SYS_futex, uint32_t *uaddr, FUTEX_WAKE, uint32_t val)}, see futex(2).
     *
     * @param count how many threads to wake at most; Integer.MAX_VALUE for all
     * @return how many threads were woken
     * @throws ErrnoException EFAULT if the word is not mapped, EINVAL if its address is not
     *     divisible by 4
     */
    static int futexWake(MemorySegment word, int count) {
        try {
            MemorySegment errno = Errno.capture();
            long woken = (long) Futex.SYSCALL.invokeExact(
                errno, Futex.NUMBER, word, (long) FUTEX_WAKE, (long) count, NULL);
            if (woken == -1) {
                throw failed("futex", errno, hex(word) + ", op=WAKE, val=" + count);
            }
            return (int) woken;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * Returns the ID of this thread. A robust futex holds it while the thread owns the lock.
     *
     * <p>{@code pid_t gettid(void)}, see gettid(2).
     */
    static int gettid() {
        return (int) systemCall("gettid", Arch.isX86() ? 186 : 178, 0, 0, 0, 0);
    }

    /**
     * Tells Linux where this thread keeps the list of its robust futexes. When the thread ends, in
     * any way, Linux visits each word of the list that holds the ID of the thread. It replaces the
     * ID by FUTEX_OWNER_DIED, keeps the bit FUTEX_WAITERS, and wakes one sleeper if that is set.
     *
     * <p>A thread has one list, and the C library has registered its own for the robust mutexes of
     * pthreads. Only a thread that locks no such mutex may replace it.
     *
     * <p>{@code long syscall(SYS_set_robust_list, struct robust_list_head *head, size_t len)}, see
     * set_robust_list(2).
     *
     * @param head three longs, which must stay in memory until the thread has ended: the address
     *     of the first entry, the distance in bytes from an entry to its word, and the address of
     *     an entry that is being added or removed, or 0. An entry is a pointer to the next one; in
     *     the last entry, to {@code head}
     * @param len 24, the bytes of {@code head}
     * @throws ErrnoException EINVAL if {@code len} is wrong
     */
    static void set_robust_list(MemorySegment head, long len) {
        systemCall("set_robust_list", Arch.isX86() ? 273 : 99, head.address(), len, 0, 0);
    }

    // ---------------------------------------------------------------------------------- system

    /**
     * Returns a value of the system's configuration, for example the page size for _SC_PAGESIZE.
     *
     * <p>{@code long sysconf(int name)}, see sysconf(3).
     *
     * @throws ErrnoException EINVAL if the name is unknown
     */
    static long sysconf(int name) {
        try {
            MemorySegment errno = Errno.capture();
            long value = (long) Sys.SYSCONF.invokeExact(errno, name);
            if (value == -1) {
                throw failed("sysconf", errno, "name=" + name);
            }
            return value;
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Returns the page size in bytes: 4096 on x86-64; 4096, 16384 or 65536 on aarch64. */
    static long pageSize() {
        return Sys.PAGE_SIZE;
    }

    /**
     * Returns the message of the C library for an errno, for example "Invalid argument" for 22.
     *
     * <p>{@code char *strerror(int errnum)}, see strerror(3).
     */
    static String strerror(int errnum) {
        try {
            MemorySegment words = (MemorySegment) Words.STRERROR.invokeExact(errnum);
            return words.getString(0);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** Returns the symbolic name of an errno: EINVAL for 22, E999 for an unknown 999. */
    static String errnoName(int errnum) {
        return errnum > 0 && errnum < Errno.NAMES.length ? Errno.NAMES[errnum] : "E" + errnum;
    }

    // ---------------------------------------------------------------------------------- errors

    /** A system call that failed: its name, the reason and the arguments. */
    @SuppressWarnings("serial")
    static final class ErrnoException extends RuntimeException {
        /** The C function, for example {@code mmap}. */
        final String call;
        /** The errno that Linux returned, for example 22. */
        final int errno;
        /** The symbolic name of the errno, for example {@code EINVAL}. */
        final String name;
        /** The arguments, for example {@code length=0, prot=READ|WRITE}. */
        final String arguments;

        ErrnoException(String call, int errno, String arguments) {
            super(call + ": " + strerror(errno) + " (" + errnoName(errno)
                + (arguments.isEmpty() ? "" : "; " + arguments) + ")");
            this.call = call;
            this.errno = errno;
            this.name = errnoName(errno);
            this.arguments = arguments;
        }
    }

    /**
     * The memory where a call stores its errno. Each thread has its own, so that a call does not
     * allocate any.
     */
    private static final class Errno {
        private static final MemoryLayout LAYOUT = Linker.Option.captureStateLayout();
        private static final VarHandle VALUE =
            LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final ThreadLocal<MemorySegment> CAPTURE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LAYOUT));

        static MemorySegment capture() {
            return CAPTURE.get();
        }

        // The name of errno n is at index n. From <asm-generic/errno-base.h> and
        // <asm-generic/errno.h>.
        private static final String[] NAMES = """
            E0 EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF
            ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV
            ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE
            EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY
            ELOOP E41 ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH
            ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT E58 EBFONT
            ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT
            ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC
            ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ
            EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP
            EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL
            ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN
            ESHUTDOWN ETOOMANYREFS
            ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN
            ENOTNAM ENAVAIL
            EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED
            EKEYREVOKED EKEYREJECTED
            EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON""".split("\\s+");
    }

    private static ErrnoException failed(String call, MemorySegment errno, String arguments) {
        return new ErrnoException(call, (int) Errno.VALUE.get(errno, 0L), arguments);
    }

    /**
     * Rethrows what a method handle threw. {@code invokeExact} declares Throwable, but here it
     * throws only unchecked exceptions.
     */
    private static RuntimeException rethrow(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) t;
    }

    private static String prot(int prot) {
        return names(prot, "NONE", "READ", PROT_READ, "WRITE", PROT_WRITE, "EXEC", PROT_EXEC);
    }

    private static String mapFlags(int flags) {
        return names(flags, "0", "SHARED", MAP_SHARED, "PRIVATE", MAP_PRIVATE, "FIXED", MAP_FIXED,
            "ANONYMOUS", MAP_ANONYMOUS, "NORESERVE", MAP_NORESERVE, "POPULATE", MAP_POPULATE);
    }

    private static String openFlags(int flags) {
        String access = switch (flags & 3) {
            case O_RDONLY -> "RDONLY";
            case O_WRONLY -> "WRONLY";
            default -> "RDWR";
        };
        String rest = names(flags & ~3, "", "CREAT", O_CREAT, "EXCL", O_EXCL, "TRUNC", O_TRUNC,
            "APPEND", O_APPEND, "NONBLOCK", O_NONBLOCK, "DSYNC", O_DSYNC, "CLOEXEC", O_CLOEXEC,
            "TMPFILE", O_TMPFILE, "NOFOLLOW", O_NOFOLLOW);
        return rest.isEmpty() ? access : access + "|" + rest;
    }

    /**
     * Returns the names of the bits that are set, joined by {@code |}. Bits without a name follow
     * in hexadecimal.
     *
     * @param none the result if no bit is set
     * @param pairs name, bit, name, bit and so on
     */
    private static String names(int bits, String none, Object... pairs) {
        var spelled = new StringBuilder();
        int rest = bits;
        for (int i = 0; i < pairs.length; i += 2) {
            int bit = (Integer) pairs[i + 1];
            if ((bits & bit) == bit) {
                spelled.append(spelled.isEmpty() ? "" : "|").append(pairs[i]);
                rest &= ~bit;
            }
        }
        if (rest != 0) {
            spelled.append(spelled.isEmpty() ? "" : "|").append("0x")
                .append(Integer.toHexString(rest));
        }
        return spelled.isEmpty() ? none : spelled.toString();
    }

    private static String hex(MemorySegment p) {
        return "addr=0x" + Long.toHexString(p.address());
    }

    // --------------------------------------------------------------------------------- handles

    // Each class here links one group of functions at the first call into the group. Linking a
    // function takes milliseconds, and a script should pay only for the functions that it calls.

    private static final class Allocation {
        static final MethodHandle FALLOCATE =
            call("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    }

    private static final class Files {
        static final MethodHandle OPEN =
            variadic(2, "open", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
        static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
        static final MethodHandle FTRUNCATE = call("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
        static final MethodHandle LSEEK =
            call("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    }

    private static final class OtherFiles {
        static final MethodHandle READ = call("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
        static final MethodHandle WRITE = call("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
        static final MethodHandle STATX =
            call("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
        static final MethodHandle UNLINK = call("unlink", JAVA_INT, ADDRESS);
        static final MethodHandle MEMFD_CREATE = call("memfd_create", JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Locks {
        static final MethodHandle FCNTL =
            variadic(2, "fcntl", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
        static final MethodHandle FLOCK = call("flock", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle LINKAT =
            call("linkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Seals {
        static final MethodHandle FCNTL =
            variadic(2, "fcntl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    }

    private static final class Sockets {
        static final MethodHandle SENDMSG =
            call("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle RECVMSG =
            call("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle UMASK = plain("umask", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static final class Pipes {
        static final MethodHandle PIPE2 = call("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Mappings {
        static final MethodHandle MMAP =
            call("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
        static final MethodHandle MUNMAP = call("munmap", JAVA_INT, ADDRESS, JAVA_LONG);
    }

    private static final class OtherMappings {
        static final MethodHandle MREMAP =
            variadic(4, "mremap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT);
        static final MethodHandle MSYNC = call("msync", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        static final MethodHandle MINCORE =
            call("mincore", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS);
        static final MethodHandle MADVISE =
            call("madvise", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    }

    private static final class PageCache {
        static final MethodHandle GETRUSAGE = call("getrusage", JAVA_INT, JAVA_INT, ADDRESS);
        /** A struct rusage for each thread, because counting must not itself allocate memory. */
        static final ThreadLocal<MemorySegment> USAGE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(JAVA_LONG, 18));
        static final MethodHandle POSIX_FADVISE = plain("posix_fadvise",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
        static final MethodHandle MLOCK = call("mlock", JAVA_INT, ADDRESS, JAVA_LONG);
        static final MethodHandle MUNLOCK = call("munlock", JAVA_INT, ADDRESS, JAVA_LONG);
        static final MethodHandle IOCTL =
            variadic(2, "ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    }

    private static final class Durability {
        static final MethodHandle FSYNC = call("fsync", JAVA_INT, JAVA_INT);
        static final MethodHandle FDATASYNC = call("fdatasync", JAVA_INT, JAVA_INT);
        static final MethodHandle RENAME = call("rename", JAVA_INT, ADDRESS, ADDRESS);
    }

    private static final class Processes {
        static final MethodHandle FORK = call("fork", JAVA_INT);
        static final MethodHandle WAITPID =
            call("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle EXIT = plain("_exit", FunctionDescriptor.ofVoid(JAVA_INT));
        /** The function abs(3), which has no effect, with the type of _exit. */
        static final MethodHandle LIKE_EXIT = plain("abs", FunctionDescriptor.ofVoid(JAVA_INT));
        static final MethodHandle SETSID = call("setsid", JAVA_INT);
        static final MethodHandle KILL = call("kill", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle GETPID = plain("getpid", FunctionDescriptor.of(JAVA_INT));
        static final MethodHandle SIGNAL = call("signal", ADDRESS, JAVA_INT, ADDRESS);
        // Some options require that the arguments which they do not use are 0.
        static final MethodHandle PRCTL = variadic(1, "prctl", JAVA_INT, JAVA_INT, JAVA_LONG,
            JAVA_LONG, JAVA_LONG, JAVA_LONG);
    }

    private static final class Futex {
        /**
         * The number of the system call, because the C library has no function for it. It comes
         * from &lt;asm/unistd_64.h&gt; and &lt;asm-generic/unistd.h&gt;.
         */
        static final long NUMBER = System.getProperty("os.arch").equals("amd64") ? 202 : 98;
        static final MethodHandle SYSCALL = variadic(1, "syscall", JAVA_LONG, JAVA_LONG, ADDRESS,
            JAVA_LONG, JAVA_LONG, ADDRESS);
    }

    private static final class SystemCall {
        static final MethodHandle SYSCALL = variadic(1, "syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG,
            JAVA_LONG, JAVA_LONG, JAVA_LONG);
    }

    private static final class Arch {
        static boolean isX86() {
            return System.getProperty("os.arch").equals("amd64");
        }
    }

    private static final class Sys {
        static final MethodHandle SYSCONF = call("sysconf", JAVA_LONG, JAVA_INT);
        static final long PAGE_SIZE = sysconf(_SC_PAGESIZE);
    }

    private static final class Words {
        /** A pointer to a C string, which Java may read up to its zero byte. */
        static final AddressLayout STRING = ADDRESS.withTargetLayout(
            MemoryLayout.sequenceLayout(Integer.MAX_VALUE, JAVA_BYTE));
        static final MethodHandle STRERROR =
            plain("strerror", FunctionDescriptor.of(STRING, JAVA_INT));
    }

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker().downcallHandle(symbol(name),
            FunctionDescriptor.of(result, parameters), Linker.Option.captureCallState("errno"));
    }

    /**
     * Links a variadic function; {@code fixed} is the number of parameters before the "..." in C.
     */
    private static MethodHandle variadic(
            int fixed, String name, MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker().downcallHandle(symbol(name),
            FunctionDescriptor.of(result, parameters), Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(fixed));
    }

    /** Links a function whose errno is not needed. */
    private static MethodHandle plain(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(symbol(name), type);
    }

    private static MemorySegment symbol(String name) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }
}
