import java.io.ByteArrayOutputStream;
import java.util.zip.Adler32;

/**
 * Compresses the pixels of a PNG by RFC 1951, with the fixed codes. The output of the JDK's {@code
 * Deflater} depends on the version of zlib, so the same picture could differ between machines.
 */
final class Deflate {
    private static final int LONGEST = 258;
    private static final int FARTHEST = 32_768;
    private static final int HASHES = 1 << 15;

    private final byte[] data;
    private final int rowBytes;
    private final int[] latest = new int[HASHES];   // where bytes with this hash were last seen
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int bitCount;

    Deflate(byte[] data, int rowBytes) {
        this.data = data;
        this.rowBytes = rowBytes;
    }

    byte[] zlib() {
        out.write(0x78);
        out.write(0x01);
        put(3, 3);   // the last block, with the fixed codes
        for (int i = 0; i < data.length;) {
            int distance = 0;
            int length = 2;
            for (int back : new int[] {1, rowBytes, i + 1 - latest[hash(i)]}) {
                int found = back > i || back > FARTHEST ? 0 : repeat(i, back);
                if (found > length) {
                    length = found;
                    distance = back;
                }
            }
            int end = distance == 0 ? i + 1 : i + length;
            if (distance == 0) {
                symbol(data[i] & 255);
            } else {
                length(length);
                distance(distance);
            }
            for (; i < end; i++) {
                latest[hash(i)] = i + 1;
            }
        }
        symbol(256);   // the end
        put(0, 7);     // fills the last byte
        var sum = new Adler32();
        sum.update(data);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write((int) (sum.getValue() >> shift));
        }
        return out.toByteArray();
    }

    private int hash(int at) {
        int four = 0;
        for (int i = at; i < Math.min(at + 4, data.length); i++) {
            four = four * 256 + data[i];
        }
        return four * 0x9E3779B1 >>> 17;
    }

    /** How many bytes from here on are the same as those {@code distance} before. */
    private int repeat(int at, int distance) {
        int length = 0;
        while (length < LONGEST && at + length < data.length
                && data[at + length] == data[at + length - distance]) {
            length++;
        }
        return length;
    }

    private void put(int value, int count) {
        for (int i = 0; i < count; i++) {
            bits |= (value >> i & 1) << bitCount;
            if (++bitCount == 8) {
                out.write(bits);
                bits = 0;
                bitCount = 0;
            }
        }
    }

    /** Writes a code, whose bits stand in the order opposite to that of numbers. */
    private void code(int code, int count) {
        put(Integer.reverse(code) >>> 32 - count, count);
    }

    private void symbol(int symbol) {
        if (symbol < 144) {
            code(0x30 + symbol, 8);
        } else if (symbol < 256) {
            code(0x190 + symbol - 144, 9);
        } else if (symbol < 280) {
            code(symbol - 256, 7);
        } else {
            code(0xC0 + symbol - 280, 8);
        }
    }

    /** Each symbol stands for a range of lengths, which is twice as large every four symbols. */
    private void length(int length) {
        int above = length - 3;
        int extra = above < 8 ? 0 : 29 - Integer.numberOfLeadingZeros(above);
        if (length == LONGEST) {
            symbol(285);
        } else {
            symbol(257 + (extra == 0 ? above : 4 * extra + (above >> extra)));
            put(above & (1 << extra) - 1, extra);
        }
    }

    private void distance(int distance) {
        int above = distance - 1;
        int extra = above < 4 ? 0 : 30 - Integer.numberOfLeadingZeros(above);
        code(extra == 0 ? above : 2 * extra + (above >> extra), 5);
        put(above & (1 << extra) - 1, extra);
    }
}
