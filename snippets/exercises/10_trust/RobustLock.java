/*
 * exercise 10.4: A lock that outlives its owner
 * points: 3
 * forks: yes
 * hint: Who notices that a process has died, even if no other process looks at that moment? And who
 *   knows that it was in the middle of a change? Notebook 10, "Locks whose owner dies".
 * hint: Linux drops an OFD lock of a dead process. A mark in the memory stays. The owner sets the
 *   mark only while it has the lock, and clears it before it drops the lock. F_OFD_SETLK reports
 *   EAGAIN if another owner has the lock, and every other errno is an error.
 * hint:
 *   | try Libc.fcntl(fd, Libc.F_OFD_SETLK, new Libc.Flock(Libc.F_WRLCK, 0, 1)), catch EAGAIN: BUSY
 *   | int before = INT.getVolatile(p, 0L); then INT.setVolatile(p, 0L, 1);
 *   | before == 0: LOCKED, otherwise OWNER_DIED
 *   | unlock: the mark to 0, then F_OFD_SETLK with F_UNLCK
 * why: The lock ends with its owner, and the mark tells the next one that the data may be half
 *   changed. A robust mutex of pthreads works like this: its futex word has the owner's thread ID,
 *   Linux sets FUTEX_OWNER_DIED in it, and pthread_mutex_lock returns EOWNERDEAD. Here, a process
 *   that recovers and dies as well leaves the mark, so the next one recovers again.
 */
import module java.base;

// Build a lock for data in a mapped file. A process may be killed while it has the lock. Then the
// lock is free, and the next owner learns that the data may be half changed.
// Each owner opens the file itself, for reading and writing, so no two owners share an open file
// description. Two owners may be in one process. All have mapped the file through yet another
// descriptor: p begins with an int for your mark, which is 0 at first. The bytes after the mark are
// the data, and belong to the owner.
// tryLock() never waits. It returns BUSY, and changes nothing, if another owner has the lock.
// Otherwise you have the lock. It returns OWNER_DIED if the last owner has died, or closed its
// descriptor, before unlock(). If the owner who has got OWNER_DIED also dies before unlock(), the
// next one gets OWNER_DIED again. In all other cases the result is LOCKED.
// An owner that has the lock does not call tryLock() again before unlock(). There may be locks in
// other files. An error that has nothing to do with other owners goes to the caller as it is.
// In the grader, processes are killed, and owners come and go as fast as they can.
class RobustLock {
    enum Result { LOCKED, OWNER_DIED, BUSY }

    static Result tryLock(int fd, MemorySegment p) {
        throw todo();
    }

    /** Called only by the owner of the lock, with the same descriptor. */
    static void unlock(int fd, MemorySegment p) {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
