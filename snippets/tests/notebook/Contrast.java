/** The contrast of two colours as WCAG 2 defines it, from 1 to 21. */
final class Contrast {
    static final double TEXT = 4.5;
    static final double GRAPHICS = 3;

    /** The backgrounds of JupyterLab's light and dark theme, and of the book. */
    static final String[] PAGES = {"#ffffff", "#111111"};

    private Contrast() {}

    /** @param one a colour such as #1f2328 */
    static double of(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        double[] share = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double value = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += share[i] * (value <= 0.04045 ? value / 12.92
                : Math.pow((value + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
