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
 * The system calls of the course, bound with {@code java.lang.foreign}: the one place where Java
 * calls native code. A method has the name, the parameters and the order of the C function, so that
 * its man page is its documentation; a constant has its C name and value. A call that fails throws
 * {@link ErrnoException} instead of returning −1.
 *
 * <p>Memory that {@link #mmap} returns is memory as C knows it: nothing in Java owns it, and after
 * {@link #munmap} a touch is a SIGSEGV that ends the JVM. The overload that takes an {@link Arena}
 * trades that for an {@code IllegalStateException}.
 *
 * <p>For Linux on x86-64 and aarch64, whose constants and structures here are the same.
 */
final class Libc {
    private Libc() {}

    static {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        if (!os.equals("Linux") || !(arch.equals("amd64") || arch.equals("aarch64"))) {
            // An Error leaves a static initializer as it is; an Exception would arrive wrapped.
            throw new UnsatisfiedLinkError(
                "Libc needs Linux on x86-64 or aarch64; this is " + os + " on " + arch + ".");
        }
    }

    /** The null pointer. */
    static final MemorySegment NULL = MemorySegment.NULL;

    // open(2) flags, from <asm-generic/fcntl.h>; octal there, octal here.
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 01;
    static final int O_RDWR = 02;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_TRUNC = 01000;
    static final int O_APPEND = 02000;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;

    // lseek(2), from <linux/fs.h>.
    static final int SEEK_SET = 0;
    static final int SEEK_CUR = 1;
    static final int SEEK_END = 2;

    // mmap(2), from <asm-generic/mman-common.h>, <linux/mman.h> and <asm-generic/mman.h>.
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

    // memfd_create(2), from <linux/memfd.h>.
    static final int MFD_CLOEXEC = 1;
    static final int MFD_ALLOW_SEALING = 2;

    // waitpid(2), from <linux/wait.h>.
    static final int WNOHANG = 1;

    // signal(7), from <asm-generic/signal.h>; the signals the course meets.
    static final int SIGINT = 2;
    static final int SIGBUS = 7;
    static final int SIGKILL = 9;
    static final int SIGSEGV = 11;
    static final int SIGTERM = 15;
    /** The default action, as the handler argument of {@link #signal}. */
    static final MemorySegment SIG_DFL = MemorySegment.NULL;

    // prctl(2), from <linux/prctl.h>.
    static final int PR_SET_PDEATHSIG = 1;
    static final int PR_SET_DUMPABLE = 4;

    // futex(2), from <linux/futex.h>.
    static final int FUTEX_WAIT = 0;
    static final int FUTEX_WAKE = 1;

    // sysconf(3), from <bits/confname.h>; the same in glibc and musl.
    static final int _SC_PAGESIZE = 30;

    // The errno values the course meets, from <asm-generic/errno-base.h> and <asm-generic/errno.h>.
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int ECHILD = 10;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int EEXIST = 17;
    static final int ENODEV = 19;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ETIMEDOUT = 110;

    // ---------------------------------------------------------------------------------- files

    /** Opens {@code path} without {@link #O_CREAT}; see {@link #open(String, int, int)}. */
    static int open(String path, int flags) {
        return open(path, flags, 0);
    }

    /**
     * {@code int open(const char *path, int flags, ... mode_t mode)}, open(2).
     *
     * @param flags one of O_RDONLY, O_WRONLY, O_RDWR, with other O_ flags or-ed in
     * @param mode permission bits of a file that O_CREAT makes, less the umask, for example 0664
     * @return a file descriptor that the caller owns and closes
     * @throws ErrnoException ENOENT without such a file, EACCES without the permission,
     *     EISDIR for writing to a directory, EEXIST with O_CREAT|O_EXCL if the file is there
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
     * {@code int close(int fd)}, close(2). A mapping made from the descriptor stays.
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
     * {@code int ftruncate(int fd, off_t length)}, ftruncate(2). Cuts the file, or extends it by
     * zeros that take no space on the disk.
     *
     * @param length the new size in bytes
     * @throws ErrnoException EINVAL for a negative length or a descriptor not open for writing,
     *     EFBIG beyond the largest file allowed
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
     * {@code off_t lseek(int fd, off_t offset, int whence)}, lseek(2). With SEEK_END and 0 it
     * answers the file's size, which is how the document asks for it.
     *
     * @return the new position, in bytes from the file's beginning
     * @throws ErrnoException EBADF, EINVAL for a position before the beginning, ESPIPE for a pipe
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
     * What fstat(2) tells of a file.
     *
     * @param inode the file's number within its file system
     * @param mode file type and permission bits, as {@code st_mode}
     * @param links how many names the file has; 0 after the last was unlinked
     * @param sizeBytes the size
     * @param blocks how many units of 512 bytes it takes on the disk
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
     * {@code int fstat(int fd, struct stat *buf)}, fstat(2), by way of statx(2): its structure is
     * the same on every architecture, and older glibc has no symbol {@code fstat}.
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
            // struct statx: nlink at 16, mode (16 bits) at 28, ino at 32, size at 40, blocks at 48.
            return new Stat(st.get(JAVA_LONG, 32), Short.toUnsignedInt(st.get(JAVA_SHORT, 28)),
                st.get(JAVA_INT, 16), st.get(JAVA_LONG, 40), st.get(JAVA_LONG, 48));
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * {@code ssize_t read(int fd, void *buf, size_t count)}, read(2).
     *
     * @param buf native memory; {@code count} bytes of it must exist
     * @return how many bytes came, 0 at the end of the file
     * @throws ErrnoException EBADF if {@code fd} is not open for reading, EISDIR for a directory,
     *     EFAULT if {@code buf} is memory that the kernel cannot write to
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
     * {@code ssize_t write(int fd, const void *buf, size_t count)}, write(2).
     *
     * @param buf native memory; {@code count} bytes of it must exist
     * @return how many bytes went, which may be fewer than {@code count}
     * @throws ErrnoException EBADF if {@code fd} is not open for writing, ENOSPC on a full disk,
     *     EFAULT if {@code buf} is memory that the kernel cannot read
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
     * {@code int unlink(const char *path)}, unlink(2). Takes the name away; the file itself lives
     * for as long as a descriptor or a mapping holds it.
     *
     * @throws ErrnoException ENOENT without such a file, EISDIR for a directory
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
     * {@code int memfd_create(const char *name, unsigned int flags)}, memfd_create(2): a file
     * without a name in any folder, in memory only.
     *
     * @param name shown in /proc/self/fd and /proc/self/maps, of no other meaning
     * @param flags MFD_CLOEXEC, MFD_ALLOW_SEALING
     * @return a file descriptor that the caller owns and closes; the file is 0 bytes long
     * @throws ErrnoException EINVAL for unknown flags or a name over 249 bytes
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
     * {@code int pipe2(int pipefd[2], int flags)}, pipe2(2).
     *
     * @param flags 0, or O_CLOEXEC
     * @return two file descriptors that the caller owns and closes: the end to read, that to write
     * @throws ErrnoException EINVAL for unknown flags, EMFILE at the limit of descriptors
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

    // -------------------------------------------------------------------------------- mappings

    /**
     * {@code void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)},
     * mmap(2).
     *
     * @param addr where to map, a hint; NULL lets the kernel choose
     * @param length bytes to map; the kernel rounds up to whole pages, the segment does not
     * @param prot PROT_READ, PROT_WRITE, PROT_EXEC or-ed, or PROT_NONE
     * @param flags MAP_SHARED or MAP_PRIVATE, with other MAP_ flags or-ed in
     * @param fd the file, or −1 with MAP_ANONYMOUS; may be closed once this has returned
     * @param offset where in the file, in bytes, a multiple of the page size
     * @return {@code length} bytes that the caller owns and gives back with {@link #munmap};
     *     touching them afterwards is a SIGSEGV, touching a page wholly behind the file's end is a
     *     SIGBUS, which HotSpot turns into an {@code InternalError}
     * @throws ErrnoException EACCES if the descriptor does not allow it, EINVAL for length 0, an
     *     offset between pages or neither of SHARED and PRIVATE, EBADF for a bad descriptor,
     *     ENODEV for a directory or a pipe, ENOMEM for more than there is address space
     */
    static MemorySegment mmap(
            MemorySegment addr, long length, int prot, int flags, int fd, long offset) {
        MemorySegment p = mapOrFail(addr, length, prot, flags, fd, offset);
        return p.reinterpret(length);
    }

    /**
     * {@link #mmap(MemorySegment, long, int, int, int, long)} the Java way: the mapping belongs to
     * {@code arena} and is unmapped when that is closed. Touching it afterwards is an
     * {@code IllegalStateException}. Do not munmap it yourself.
     */
    static MemorySegment mmap(Arena arena, long length, int prot, int flags, int fd, long offset) {
        MemorySegment p = mapOrFail(NULL, length, prot, flags, fd, offset);
        return p.reinterpret(length, arena, mapped -> munmap(mapped, length));
    }

    private static MemorySegment mapOrFail(
            MemorySegment addr, long length, int prot, int flags, int fd, long offset) {
        try {
            MemorySegment errno = Errno.capture();
            MemorySegment p = (MemorySegment) Mappings.MMAP.invokeExact(
                errno, addr, length, prot, flags, fd, offset);
            // MAP_FAILED is (void *) -1, the one address that is never returned for a mapping.
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
     * {@code int munmap(void *addr, size_t length)}, munmap(2). Every page that the range touches
     * is gone; a range with nothing mapped is no error.
     *
     * @param addr a page's first byte, as mmap returned it or a whole number of pages behind
     * @param length bytes; the kernel rounds up to whole pages
     * @throws ErrnoException EINVAL for an address between pages or length 0
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
     * {@code void *mremap(void *old, size_t old_size, size_t new_size, int flags, ...)}, mremap(2).
     *
     * @param old a mapping as mmap returned it
     * @param flags MREMAP_MAYMOVE lets the kernel move it, 0 does not
     * @return {@code newSize} bytes, perhaps at another address; {@code old} is no longer valid
     * @throws ErrnoException ENOMEM if it cannot grow where it is and may not move, EFAULT if
     *     {@code old} is not mapped, EINVAL for an address between pages or a new size of 0
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
     * {@code int msync(void *addr, size_t length, int flags)}, msync(2).
     *
     * @param flags MS_SYNC returns when the bytes are on the disk, MS_ASYNC only asks for it
     * @throws ErrnoException EINVAL for an address between pages or both flags, ENOMEM if part of
     *     the range is not mapped
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
     * {@code int mincore(void *addr, size_t length, unsigned char *vec)}, mincore(2).
     *
     * @param vec native memory, one byte a page: its lowest bit says that the page is in memory
     * @throws ErrnoException EINVAL for an address between pages, ENOMEM if part of the range is
     *     not mapped
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
     * {@code int madvise(void *addr, size_t length, int advice)}, madvise(2).
     *
     * @param advice one of the MADV_ constants; MADV_DONTNEED is more than advice, it drops pages
     * @throws ErrnoException EINVAL for an address between pages or unknown advice, ENOMEM if part
     *     of the range is not mapped
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
     * {@code pid_t fork(void)}, fork(2). Of the JVM's threads the child has only the caller's: no
     * garbage collector, no compiler. So the child does little, runs only code that ran before, and
     * leaves through {@link #_exit}; {@code Fork.java} sees to that.
     *
     * @return 0 in the child, the child's process ID in the parent
     * @throws ErrnoException EAGAIN at the limit of processes, ENOMEM
     */
    static int fork() {
        try {
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
     * What waitpid(2) tells of a child.
     *
     * @param pid the child, or 0 if WNOHANG was given and none has ended
     * @param status the raw status word, taken apart by the methods as by the macros of wait(2)
     */
    record Waited(int pid, int status) {
        /** WIFEXITED: it ended by exit or _exit. */
        boolean exited() {
            return (status & 0x7f) == 0;
        }

        /** WEXITSTATUS: its exit code, if it {@link #exited}. */
        int exitStatus() {
            return (status >> 8) & 0xff;
        }

        /** WIFSIGNALED: a signal ended it. */
        boolean signaled() {
            return (byte) ((status & 0x7f) + 1) >> 1 > 0;
        }

        /** WTERMSIG: the signal that ended it, if it was {@link #signaled}. */
        int termSignal() {
            return status & 0x7f;
        }
    }

    /**
     * {@code pid_t waitpid(pid_t pid, int *wstatus, int options)}, waitpid(2).
     *
     * @param pid a child, or −1 for any
     * @param options 0 waits for as long as it takes, WNOHANG returns at once
     * @throws ErrnoException ECHILD if there is no such child
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
     * {@code void _exit(int status)}, _exit(2): ends the process at once. No shutdown hook runs and
     * no buffer is flushed, which is what a forked child of a JVM wants.
     */
    static void _exit(int status) {
        try {
            Processes.EXIT.invokeExact(status);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * {@code int kill(pid_t pid, int sig)}, kill(2).
     *
     * @param sig a signal, or 0 to ask only whether the process is there
     * @throws ErrnoException ESRCH without such a process, EPERM without the right, EINVAL for an
     *     unknown signal
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
     * {@code pid_t setsid(void)}, setsid(2). This process leads a new session and a new group of
     * processes, without a terminal; {@code kill(-pid, sig)} then reaches it and what it starts.
     *
     * @return the session's ID, which is this process's
     * @throws ErrnoException EPERM if it leads a group of processes already
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

    /** {@code pid_t getpid(void)}, getpid(2): this process, in a forked child too. */
    static int getpid() {
        try {
            return (int) Processes.GETPID.invokeExact();
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /**
     * {@code sighandler_t signal(int signum, sighandler_t handler)}, signal(2), for forked children
     * only: HotSpot needs its own handlers in the JVM itself.
     *
     * @param handler SIG_DFL, so that the signal does to this process what it does to a C program
     * @throws ErrnoException EINVAL for an unknown signal
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
     * {@code int prctl(int option, ...)}, prctl(2), with one argument.
     *
     * @param option PR_SET_DUMPABLE with 0 forbids a core dump; PR_SET_PDEATHSIG names the signal
     *     that this process gets when its parent dies
     * @throws ErrnoException EINVAL for an unknown option or argument
     */
    static void prctl(int option, long argument) {
        try {
            MemorySegment errno = Errno.capture();
            if ((int) Processes.PRCTL.invokeExact(errno, option, argument) == -1) {
                throw failed("prctl", errno, "option=" + option + ", argument=" + argument);
            }
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    // --------------------------------------------------------------------------------- waiting

    /**
     * {@code long futex(uint32_t *uaddr, FUTEX_WAIT, uint32_t val, timeout)}, futex(2): sleeps as
     * long as {@code word} holds {@code expected}. The kernel looks at the word and goes to sleep
     * in one step, so a change and a {@link #futexWake} in between are not missed. It may return
     * early, after a signal for example: look at what you wait for again.
     *
     * @param word 4 bytes at an address divisible by 4; in a shared mapping any process may wake
     * @param timeoutNanos how long at most, from 0
     * @return false if the time is up; true if it is worth looking again: woken, a signal, or the
     *     word was not as expected
     * @throws ErrnoException EFAULT if the word is not mapped, EINVAL if it is not aligned
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
     * {@code long futex(uint32_t *uaddr, FUTEX_WAKE, uint32_t val)}, futex(2): wakes who sleeps on
     * {@code word}, in any process that has it mapped shared.
     *
     * @param count how many at most; Integer.MAX_VALUE for all
     * @return how many were woken
     * @throws ErrnoException EFAULT if the word is not mapped, EINVAL if it is not aligned
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

    // ---------------------------------------------------------------------------------- system

    /**
     * {@code long sysconf(int name)}, sysconf(3).
     *
     * @throws ErrnoException EINVAL for an unknown name
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

    /** Bytes in a page: 4096 on x86-64, up to 65536 on aarch64. */
    static long pageSize() {
        return Sys.PAGE_SIZE;
    }

    /** {@code char *strerror(int errnum)}, strerror(3): the C library's words for an errno. */
    static String strerror(int errnum) {
        try {
            MemorySegment words = (MemorySegment) Words.STRERROR.invokeExact(errnum);
            return words.getString(0);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /** The symbolic name of an errno, {@code EINVAL} for 22; {@code E999} for an unknown 999. */
    static String errnoName(int errnum) {
        return errnum > 0 && errnum < Errno.NAMES.length ? Errno.NAMES[errnum] : "E" + errnum;
    }

    // ---------------------------------------------------------------------------------- errors

    /** A system call that failed: which, why, and with what arguments. */
    @SuppressWarnings("serial")
    static final class ErrnoException extends RuntimeException {
        /** The C function, for example {@code mmap}. */
        final String call;
        /** The number that the kernel answered, for example 22. */
        final int errno;
        /** Its symbolic name, for example {@code EINVAL}. */
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

    /** Where a call leaves errno, a place per thread so that no call allocates one. */
    private static final class Errno {
        private static final MemoryLayout LAYOUT = Linker.Option.captureStateLayout();
        private static final VarHandle VALUE =
            LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final ThreadLocal<MemorySegment> CAPTURE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LAYOUT));

        static MemorySegment capture() {
            return CAPTURE.get();
        }

        // By number from 0, from <asm-generic/errno-base.h> and <asm-generic/errno.h>.
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

    /** Method handles declare Throwable; what they really throw here is unchecked. */
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
            "APPEND", O_APPEND, "NONBLOCK", O_NONBLOCK, "CLOEXEC", O_CLOEXEC);
        return rest.isEmpty() ? access : access + "|" + rest;
    }

    /** Spells a bit set: {@code pairs} is name, bit, name, bit …; bits without a name in hex. */
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

    // Linking a function takes milliseconds, so a group is linked at the first call into it and a
    // script pays for what it uses.

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

    private static final class Processes {
        static final MethodHandle FORK = call("fork", JAVA_INT);
        static final MethodHandle WAITPID =
            call("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle EXIT = plain("_exit", FunctionDescriptor.ofVoid(JAVA_INT));
        static final MethodHandle SETSID = call("setsid", JAVA_INT);
        static final MethodHandle KILL = call("kill", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle GETPID = plain("getpid", FunctionDescriptor.of(JAVA_INT));
        static final MethodHandle SIGNAL = call("signal", ADDRESS, JAVA_INT, ADDRESS);
        static final MethodHandle PRCTL = variadic(1, "prctl", JAVA_INT, JAVA_INT, JAVA_LONG);
    }

    private static final class Futex {
        /** The C library has none; from <asm/unistd_64.h> and <asm-generic/unistd.h>. */
        static final long NUMBER = System.getProperty("os.arch").equals("amd64") ? 202 : 98;
        static final MethodHandle SYSCALL = variadic(1, "syscall", JAVA_LONG, JAVA_LONG, ADDRESS,
            JAVA_LONG, JAVA_LONG, ADDRESS);
    }

    private static final class Sys {
        static final MethodHandle SYSCONF = call("sysconf", JAVA_LONG, JAVA_INT);
        static final long PAGE_SIZE = sysconf(_SC_PAGESIZE);
    }

    private static final class Words {
        /** A pointer to bytes, read to their zero. */
        static final AddressLayout STRING = ADDRESS.withTargetLayout(
            MemoryLayout.sequenceLayout(Integer.MAX_VALUE, JAVA_BYTE));
        static final MethodHandle STRERROR =
            plain("strerror", FunctionDescriptor.of(STRING, JAVA_INT));
    }

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker().downcallHandle(symbol(name),
            FunctionDescriptor.of(result, parameters), Linker.Option.captureCallState("errno"));
    }

    /** {@code fixed} is the number of parameters before C's "...". */
    private static MethodHandle variadic(
            int fixed, String name, MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker().downcallHandle(symbol(name),
            FunctionDescriptor.of(result, parameters), Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(fixed));
    }

    /** For a function that cannot fail, or has no errno to tell. */
    private static MethodHandle plain(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(symbol(name), type);
    }

    private static MemorySegment symbol(String name) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }
}
