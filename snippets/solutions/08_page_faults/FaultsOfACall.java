import module java.base;

class FaultsOfACall {
    static Libc.Rusage count(Runnable work) {
        Libc.Rusage before = Libc.getrusage(Libc.RUSAGE_THREAD);
        work.run();
        return Libc.getrusage(Libc.RUSAGE_THREAD).since(before);
    }
}
