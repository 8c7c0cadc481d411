
import module java.base;

/** Reads a stream to its end and keeps its beginning and the number of bytes. */
final class BoundedOutput {
    private static final int KEPT_BYTES = 4000;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long total;

    void readAll(InputStream in) {
        var buffer = new byte[1 << 16];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                add(buffer, n);
            }
        } catch (IOException e) {
            // The process was killed.
        }
    }

    private synchronized void add(byte[] buffer, int n) {
        kept.write(buffer, 0, Math.min(n, KEPT_BYTES - kept.size()));
        total += n;
    }

    synchronized String text() {
        String text = kept.toString(StandardCharsets.UTF_8);
        return total > KEPT_BYTES
            ? text + "\n… %,d bytes in all".formatted(total) : text;
    }
}
