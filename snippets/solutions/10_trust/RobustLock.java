import module java.base;

class RobustLock {
    enum Result { LOCKED, OWNER_DIED, BUSY }

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    static Result tryLock(int fd, MemorySegment p) {
        try {
            Libc.fcntl(fd, Libc.F_OFD_SETLK, new Libc.Flock(Libc.F_WRLCK, 0, 1));
        } catch (Libc.ErrnoException e) {
            if (e.errno != Libc.EAGAIN) {
                throw e;
            }
            return Result.BUSY;
        }
        int mark = (int) INT.getVolatile(p, 0L);
        INT.setVolatile(p, 0L, 1);
        return mark == 0 ? Result.LOCKED : Result.OWNER_DIED;
    }

    static void unlock(int fd, MemorySegment p) {
        INT.setVolatile(p, 0L, 0);
        Libc.fcntl(fd, Libc.F_OFD_SETLK, new Libc.Flock(Libc.F_UNLCK, 0, 1));
    }
}
