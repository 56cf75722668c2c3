package io.tcbee.cli.screen;

/** The last values of a number, one per sample; the oldest is forgotten first. */
final class History {
    private final float[] values;
    private long added;

    /**
     * @param length values kept
     */
    History(int length) {
        values = new float[length];
    }

    void add(double value) {
        values[(int) (added++ % values.length)] = (float) value;
    }

    int size() {
        return (int) Math.min(added, values.length);
    }

    /** 0 is the newest; NaN where there is none. */
    double back(int samples) {
        return samples < size()
                ? values[(int) ((added - 1 - samples) % values.length)]
                : Double.NaN;
    }

    /** The newest, or NaN. */
    double last() {
        return back(0);
    }

    /** Of the newest {@code samples}; 0 if there are none. */
    double greatest(int samples) {
        double greatest = 0;
        for (int i = 0; i < Math.min(samples, size()); i++) {
            greatest = Math.max(greatest, back(i));
        }
        return greatest;
    }
}
