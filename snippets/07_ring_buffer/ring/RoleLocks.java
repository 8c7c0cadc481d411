//SOURCES ../../Libc.java

import java.util.HashSet;
import java.util.Set;

/**
 * Says which processes use a ring. A producer holds a lock on one byte of the file, and so does the
 * consumer. Linux drops the lock when the process ends, however it ends, and before that the
 * process has lost its mappings. So nobody writes any more for a role whose lock is free. Linux
 * keeps the lock while a forked child has the file open, because the child has the mapping too. The
 * lock also works between containers that share the file, where process IDs mean nothing.
 */
final class RoleLocks implements AutoCloseable {
    private final int fd;
    /** A lock does not refuse its own owner, so this process must remember its roles. */
    private final Set<Long> held = new HashSet<>();

    /** @param fd the file, opened for this object, which closes it */
    RoleLocks(int fd) {
        this.fd = fd;
    }

    /** Takes a role. Returns false if someone has it, in this process or in another one. */
    synchronized boolean tryLock(long offset) {
        if (held.contains(offset)) {
            return false;
        }
        try {
            Libc.fcntl(fd, Libc.F_OFD_SETLK, new Libc.Flock(Libc.F_WRLCK, offset, 1));
            return held.add(offset);
        } catch (Libc.ErrnoException e) {
            if (e.errno == Libc.EAGAIN) {
                return false;
            }
            throw e;
        }
    }

    /** Gives up a role. */
    synchronized void unlock(long offset) {
        Libc.fcntl(fd, Libc.F_OFD_SETLK, new Libc.Flock(Libc.F_UNLCK, offset, 1));
        held.remove(offset);
    }

    /** Whether someone has this role, in this process or in another one. */
    synchronized boolean isHeld(long offset) {
        return held.contains(offset) || Libc.fcntl(fd, Libc.F_OFD_GETLK,
            new Libc.Flock(Libc.F_WRLCK, offset, 1)).type() != Libc.F_UNLCK;
    }

    /** Gives up all roles. */
    @Override
    public void close() {
        Libc.close(fd);
    }
}
