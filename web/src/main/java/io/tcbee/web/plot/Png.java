package io.tcbee.web.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A figure as pixels, {@link #FINE} of them for each point of the picture. */
final class Png implements Canvas {
    /** As fine as print and good screens. */
    static final int FINE = 2;

    private final BufferedImage image;
    private final Graphics2D pen;

    Png(double width, double height) {
        image =
                new BufferedImage(
                        (int) Math.round(width * FINE),
                        (int) Math.round(height * FINE),
                        BufferedImage.TYPE_INT_RGB);
        pen = image.createGraphics();
        pen.scale(FINE, FINE);
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(
                RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /** The bytes of the file. */
    byte[] finish() {
        pen.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public void line(double[] x, double[] y, int n, int color, double width) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < n; i++) {
            if (i == 0) {
                path.moveTo(x[i], y[i]);
            } else {
                path.lineTo(x[i], y[i]);
            }
        }
        pen.setColor(new Color(color));
        pen.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        pen.draw(path);
    }

    @Override
    public void box(double x, double y, double width, double height, int color, double opacity) {
        pen.setColor(new Color(color << 8 >>> 8 | (int) (opacity * 255) << 24, true));
        pen.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void hatch(double x, double y, double width, double height, int color) {
        Shape before = pen.getClip();
        pen.clip(new Rectangle2D.Double(x, y, width, height));
        pen.setColor(new Color(0x88, 0x88, 0x88, 140));
        pen.setStroke(new BasicStroke(2));
        double step = 6 * Math.sqrt(2);
        double first = Math.floor((x - height) / step) * step;
        for (double at = first; at < x + width + height; at += step) {
            pen.draw(new java.awt.geom.Line2D.Double(at, y + height, at + height, y));
        }
        pen.setClip(before);
    }

    @Override
    public void disc(double x, double y, double radius, int color, boolean filled) {
        Shape disc = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
        pen.setColor(new Color(color));
        pen.setStroke(new BasicStroke(1));
        if (filled) {
            pen.fill(disc);
        }
        pen.draw(disc);
    }

    @Override
    public void text(
            double x, double y, String text, Anchor anchor, double size, int color, boolean bold) {
        pen.setFont(font(size, bold));
        double length = pen.getFontMetrics().getStringBounds(text, pen).getWidth();
        double left =
                switch (anchor) {
                    case START -> x;
                    case MIDDLE -> x - length / 2;
                    case END -> x - length;
                };
        pen.setColor(new Color(color));
        pen.drawString(text, (float) left, (float) y);
    }

    @Override
    public void upwards(double x, double y, String text, double size, int color) {
        AffineTransform before = pen.getTransform();
        pen.translate(x, y);
        pen.rotate(-Math.PI / 2);
        text(0, 0, text, Anchor.MIDDLE, size, color, false);
        pen.setTransform(before);
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        pen.setClip(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void unclip() {
        pen.setClip(null);
    }

    @Override
    public double length(String text, double size) {
        pen.setFont(font(size, false));
        return pen.getFontMetrics().getStringBounds(text, pen).getWidth();
    }

    private static Font font(double size, boolean bold) {
        return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size);
    }
}
