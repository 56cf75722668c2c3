package io.tcbee.web.spi;

import io.tcbee.store.SeriesKey;
import java.util.List;

/** Whoever writes points in the form of other programs. Any thread. */
@FunctionalInterface
public interface SeriesFiles {
    /** Knows no form. */
    SeriesFiles NONE =
            (format, _, _, _) -> {
                throw new UnsupportedOperationException(
                        "export: this server writes no " + format + " files");
            };

    /**
     * Every point of these series in a range of time.
     *
     * @param format {@code csv} or {@code parquet}
     * @param fromNs ns since the start of the run, included
     * @param toNs included
     * @return the bytes of the file
     * @throws UnsupportedOperationException if it does not know the form
     */
    byte[] write(String format, List<SeriesKey> series, long fromNs, long toNs);
}
