package io.tcbee.web.plot;

import java.util.Locale;

/** A figure as SVG 1.1 text, without scripts and without anything from elsewhere. */
final class Svg implements Canvas {
    // Of a usual sans serif, as a share of its size.
    private static final double NARROW = 0.3;
    private static final double USUAL = 0.55;
    private static final double WIDE = 0.72;
    private static final double WIDEST = 0.88;

    private final StringBuilder out = new StringBuilder(1 << 16);
    private final String prefix;
    private int clips;

    /**
     * @param prefix of ids, which are shared where several pictures lie in one page
     * @param title what a reader that does not see is told
     */
    Svg(double width, double height, String prefix, String title) {
        this.prefix = prefix;
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(number(width))
                .append(' ')
                .append(number(height))
                .append("\" width=\"")
                .append(number(width))
                .append("\" height=\"")
                .append(number(height))
                .append("\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<defs><pattern id=\"")
                .append(prefix)
                .append("hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"")
                .append(" patternTransform=\"rotate(45)\"><path d=\"M0 0V6\" stroke=\"#888\"")
                .append(" stroke-width=\"2\" opacity=\"0.55\"/></pattern></defs>\n");
    }

    /** The whole text; nothing can be drawn afterwards. */
    String finish() {
        return out.append("</svg>\n").toString();
    }

    @Override
    public void line(double[] x, double[] y, int n, int color, double width) {
        out.append("<path fill=\"none\" stroke=\"").append(color(color));
        out.append("\" stroke-width=\"").append(number(width));
        out.append("\" stroke-linejoin=\"round\" d=\"");
        for (int i = 0; i < n; i++) {
            out.append(i == 0 ? 'M' : 'L').append(number(x[i])).append(' ').append(number(y[i]));
        }
        out.append("\"/>\n");
    }

    @Override
    public void box(double x, double y, double width, double height, int color, double opacity) {
        rectangle(x, y, width, height, color(color));
        if (opacity < 1) {
            out.append(" fill-opacity=\"").append(number(opacity)).append('"');
        }
        out.append("/>\n");
    }

    @Override
    public void hatch(double x, double y, double width, double height, int color) {
        rectangle(x, y, width, height, "url(#" + prefix + "hatch)");
        out.append("/>\n");
    }

    private void rectangle(double x, double y, double width, double height, String fill) {
        out.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
        out.append("\" width=\"").append(number(width)).append("\" height=\"");
        out.append(number(height)).append("\" fill=\"").append(fill).append('"');
    }

    @Override
    public void disc(double x, double y, double radius, int color, boolean filled) {
        out.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y));
        out.append("\" r=\"").append(number(radius)).append("\" stroke=\"").append(color(color));
        out.append("\" fill=\"").append(filled ? color(color) : "none").append("\"/>\n");
    }

    @Override
    public void text(
            double x, double y, String text, Anchor anchor, double size, int color, boolean bold) {
        out.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
        out.append("\" text-anchor=\"").append(anchor.name().toLowerCase(Locale.ROOT));
        words(text, size, color, bold);
    }

    @Override
    public void upwards(double x, double y, String text, double size, int color) {
        out.append("<text transform=\"translate(").append(number(x)).append(' ');
        out.append(number(y)).append(") rotate(-90)\" text-anchor=\"middle");
        words(text, size, color, false);
    }

    private void words(String text, double size, int color, boolean bold) {
        out.append("\" font-size=\"").append(number(size)).append("\" fill=\"");
        out.append(color(color)).append('"').append(bold ? " font-weight=\"bold\"" : "");
        out.append('>').append(escaped(text)).append("</text>\n");
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        clips++;
        out.append("<clipPath id=\"").append(prefix).append("clip").append(clips).append("\">");
        rectangle(x, y, width, height, "none");
        out.append("/></clipPath>\n<g clip-path=\"url(#").append(prefix).append("clip");
        out.append(clips).append(")\">\n");
    }

    @Override
    public void unclip() {
        out.append("</g>\n");
    }

    @Override
    public double length(String text, double size) {
        double letters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            letters +=
                    "iljtfrI.,:;|'()[]! ".indexOf(c) >= 0
                            ? NARROW
                            : "mwMW".indexOf(c) >= 0
                                    ? WIDEST
                                    : Character.isUpperCase(c) ? WIDE : USUAL;
        }
        return letters * size;
    }

    private static String color(int color) {
        return String.format("#%06x", color);
    }

    /** To a tenth of a point. */
    private static String number(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0
                ? Long.toString(tenths / 10)
                : (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + "." + Math.abs(tenths) % 10;
    }

    static String escaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> plain.append("&amp;");
                case '<' -> plain.append("&lt;");
                case '>' -> plain.append("&gt;");
                case '"' -> plain.append("&quot;");
                default -> plain.append(c < ' ' && c != '\n' ? ' ' : c);
            }
        }
        return plain.toString();
    }
}
