import module java.base;

// Whoever may write a file may cut it, and then a touch of a page behind its end is a SIGBUS. Read
// byte `at` of a mapping and live: answer it as a number from 0 to 255, or OptionalInt.empty() if
// its page has no file behind it now. An `at` outside of p stays an IndexOutOfBoundsException.
// To ask for the file's size first is a race: it may be cut between the question and the touch.
// Java makes a SIGBUS an InternalError, but says of mapped memory that it comes "at the time of
// the access or at some later time", and in compiled code it is later: a catch around the touch
// misses it. The grader cuts a file, lets it grow again, and reads until the code is compiled.
class SafeRead {
    static OptionalInt read(MemorySegment p, long at) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
