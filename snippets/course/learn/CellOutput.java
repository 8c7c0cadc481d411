//SOURCES CellHost.java

import module java.base;

/**
 * Reads what the JVM of the cells and the processes that it starts print. That JVM writes a mark
 * after each piece of code, so that nothing else is shown before the output of that code.
 */
final class CellOutput {
    private static final String CRASH_FRAME = "#";
    private static final String CRASH = "# A fatal error has been detected";
    private static final long AFTER_END_MS = 500;

    private final InputStream stream;
    private final CellHost host;
    private final byte[] mark;
    private final Thread reader;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String held = "";
    private boolean crashed;
    private int marks;
    private boolean ended;

    /** @param mark its first character is nowhere else in it, and in no text */
    CellOutput(InputStream stream, CellHost host, String mark) {
        this.mark = mark.getBytes(StandardCharsets.US_ASCII);
        this.stream = new BufferedInputStream(stream);
        this.host = host;
        reader = Thread.ofPlatform().daemon().start(this::readAll);
    }

    private void readAll() {
        int matched = 0;
        try {
            for (int b = stream.read(); b >= 0; b = stream.read()) {
                if (b == mark[matched]) {
                    if (++matched == mark.length) {
                        matched = 0;
                        deliver(true);
                        countMark();
                    }
                    continue;
                }
                line.write(mark, 0, matched);
                matched = b == mark[0] ? 1 : 0;
                if (matched == 0) {
                    line.write(b);
                }
                if (b == '\n' || stream.available() == 0 && b < 0x80) {
                    deliver(false);
                }
            }
        } catch (IOException e) {
            // The process was killed.
        }
        deliver(true);
        end();
    }

    /** Hands over what was read, without the lines that HotSpot prints when it crashes. */
    private void deliver(boolean all) {
        String text = held + line.toString(StandardCharsets.UTF_8);
        line.reset();
        held = "";
        crashed |= text.startsWith(CRASH_FRAME + "\n" + CRASH) || text.startsWith(CRASH);
        if (crashed || text.isEmpty()) {
            return;
        }
        boolean mayBeCrash = text.equals(CRASH_FRAME) || text.equals(CRASH_FRAME + "\n")
            || text.startsWith(CRASH_FRAME) && text.length() < CRASH.length() + 2
                && (CRASH_FRAME + "\n" + CRASH).startsWith(text);
        if (mayBeCrash && !all) {
            held = text;
        } else {
            host.printed(text);
        }
    }

    private synchronized void countMark() {
        marks++;
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until everything before this mark has been handed over. */
    synchronized void awaitMark(int number) throws InterruptedException {
        while (marks < number && !ended) {
            wait();
        }
    }

    synchronized int marks() {
        return marks;
    }

    /** Waits for the last output of a process that has ended. Another one may hold its stdout. */
    void awaitEnd() throws InterruptedException {
        reader.join(AFTER_END_MS);
    }
}
