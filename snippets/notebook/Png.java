//SOURCES Deflate.java Svg.java

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Draws the pictures of {@link Svg} as PNG. The same picture gives the same bytes on every machine.
 * So this class fills the letters' outlines itself, because the fonts of machines differ.
 */
final class Png {
    private static final int SCALE = 1;   // pixels for each unit of the drawing, in both directions
    private static final double FONT_UNITS = 2048;

    private record Glyph(int width, Path2D outline) {}

    private final Map<String, String> lines = new HashMap<>();   // by font and character
    private final Map<String, Glyph> glyphs = new HashMap<>();

    /**
     * Returns the picture in base64, as Jupyter wants it. A small JDK may have no Java2D. Then
     * there is no PNG, and the notebook shows the SVG.
     */
    static Optional<String> base64(Svg.Picture picture) {
        try {
            // A kernel runs in the folder of its notebook, which is beside snippets/.
            var png = new Png(Path.of("..", "snippets", "notebook", "pictures", "glyphs.txt"));
            return Optional.of(Base64.getEncoder().encodeToString(png.draw(picture)));
        } catch (IOException | LinkageError noJava2D) {
            return Optional.empty();
        }
    }

    /** @param file glyphs.txt, which describes itself */
    Png(Path file) throws IOException {
        // Without this, Java2D would fail where DISPLAY names a screen that does not exist.
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" ", 3);
                lines.put(words[0] + (words[1].equals("space") ? " " : words[1]), words[2]);
            }
        }
    }

    private Glyph glyph(String font, String character) {
        return glyphs.computeIfAbsent(font + character, key -> {
            String[] words = lines.getOrDefault(key, lines.get(font + "□")).split(" ", 2);
            return new Glyph(Integer.parseInt(words[0]), path(words.length == 1 ? "" : words[1]));
        });
    }

    /** Reads an outline in the syntax of SVG. */
    static Path2D path(String d) {
        var path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        for (String step : d.split("(?=[MLQCZ])")) {
            double[] p = new double[6];
            String[] numbers = step.replaceAll("[MLQCZ]", "").split(" ");
            for (int i = 0; i < numbers.length && !numbers[i].isEmpty(); i++) {
                p[i] = Double.parseDouble(numbers[i]);
            }
            switch (step.isEmpty() ? ' ' : step.charAt(0)) {
                case 'M' -> path.moveTo(p[0], p[1]);
                case 'L' -> path.lineTo(p[0], p[1]);
                case 'Q' -> path.quadTo(p[0], p[1], p[2], p[3]);
                case 'C' -> path.curveTo(p[0], p[1], p[2], p[3], p[4], p[5]);
                case 'Z' -> path.closePath();
                default -> { }
            }
        }
        return path;
    }

    byte[] draw(Svg.Picture picture) throws IOException {
        int width = Svg.WIDTH * SCALE;
        int height = picture.height() * SCALE;
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING,
            RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL,
            RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.scale(SCALE, SCALE);
        for (Svg.Outline outline : picture.outlines()) {
            Path2D path = path(outline.d());
            if (!outline.fill().equals(Svg.NONE)) {
                graphics.setColor(Color.decode(outline.fill()));
                graphics.fill(path);
            }
            graphics.setColor(Color.decode(outline.stroke()));
            graphics.setStroke(new BasicStroke((float) outline.strokeWidth()));
            graphics.draw(path);
        }
        picture.labels().forEach(label -> write(graphics, label));
        graphics.dispose();
        var flat = new HashSet<Integer>();
        picture.outlines().forEach(outline -> flat.add(rgb(outline.fill())));
        picture.labels().forEach(label -> flat.add(rgb(label.colour())));
        return encode(image.getRGB(0, 0, width, height, null, 0, width), width, height, flat);
    }

    private static int rgb(String colour) {
        return colour.equals(Svg.NONE) ? Color.WHITE.getRGB() : Color.decode(colour).getRGB();
    }

    private void write(Graphics2D graphics, Svg.Label label) {
        graphics.setColor(Color.decode(label.colour()));
        String font = label.mono() ? "M" : "S";
        double unit = label.size() / FONT_UNITS;
        double x = label.x();
        for (int character : label.text().codePoints().toArray()) {
            Glyph glyph = glyph(font, Character.toString(character));
            graphics.fill(new AffineTransform(unit, 0, 0, unit, x, label.y())
                .createTransformedShape(glyph.outline()));
            x += glyph.width() * unit;
        }
    }

    // --------------------------------------------------------------------- the format, RFC 2083

    /**
     * Writes a PNG with a palette. If there are more than 256 colours, it takes fewer shades of
     * those that are not flat: the pixels on the edges of shapes.
     */
    private static byte[] encode(int[] pixels, int width, int height, Set<Integer> flat)
            throws IOException {
        int[] indices = new int[pixels.length];
        List<Integer> palette = List.of();
        for (int shades = 255; palette.isEmpty(); shades /= 2) {
            palette = index(pixels, flat, shades, indices);
        }
        byte[] rows = new byte[(width + 1) * height];   // each row begins with a 0: no filter
        for (int i = 0; i < pixels.length; i++) {
            rows[i / width * (width + 1) + 1 + i % width] = (byte) indices[i];
        }
        var colours = new ByteArrayOutputStream();
        palette.forEach(c -> colours.writeBytes(
            new byte[] {(byte) (c >> 16), (byte) (c >> 8), (byte) (int) c}));
        var bytes = new ByteArrayOutputStream();
        var png = new DataOutputStream(bytes);
        png.writeLong(0x89504E470D0A1A0AL);
        var header = new ByteArrayOutputStream();
        var fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 3, 0, 0, 0});   // 8 bits a pixel, which name a palette's colour
        chunk(png, "IHDR", header.toByteArray());
        chunk(png, "PLTE", colours.toByteArray());
        chunk(png, "IDAT", new Deflate(rows, width + 1).zlib());
        chunk(png, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    /** Returns the colours of a palette, and the index of each pixel's colour; or no colours. */
    private static List<Integer> index(int[] pixels, Set<Integer> flat, int shades,
            int[] indices) {
        var palette = new LinkedHashMap<Integer, Integer>();
        for (int i = 0; i < pixels.length; i++) {
            if (i > 0 && pixels[i] == pixels[i - 1]) {
                indices[i] = indices[i - 1];
                continue;
            }
            int colour = flat.contains(pixels[i]) ? pixels[i] : round(pixels[i], shades);
            Integer known = palette.putIfAbsent(colour, palette.size());
            indices[i] = known == null ? palette.size() - 1 : known;
            if (palette.size() > 256) {
                return List.of();
            }
        }
        return List.copyOf(palette.keySet());
    }

    /** Rounds red, green and blue to one of {@code shades + 1} values each. */
    private static int round(int colour, int shades) {
        int rounded = 0xFF << 24;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int value = colour >> shift & 255;
            rounded |= (value * shades + 127) / 255 * 255 / shades << shift;
        }
        return rounded;
    }

    private static void chunk(DataOutputStream png, String name, byte[] data) throws IOException {
        var crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.US_ASCII));
        crc.update(data);
        png.writeInt(data.length);
        png.writeBytes(name);
        png.write(data);
        png.writeInt((int) crc.getValue());
    }
}
