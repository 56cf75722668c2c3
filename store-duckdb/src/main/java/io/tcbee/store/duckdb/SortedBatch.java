package io.tcbee.store.duckdb;

import io.tcbee.store.Column;
import io.tcbee.store.SortedRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBWritableVector;

/**
 * Rows that DuckDB's threads read from where they lie: each column goes from there into a vector,
 * and while it is in the cache the summaries of its series are made.
 */
final class SortedBatch implements Batch {
    private final List<Place> places = new ArrayList<>();
    private final int[] numbers; // of each column's series; -1 if it has none
    private final List<RowFeed> feeds = new ArrayList<>();
    private SortedRows rows;

    /**
     * @param numbers of each column the number of its series, -1 if it is not plotted
     */
    SortedBatch(List<Column> columns, int[] numbers) {
        this.numbers = numbers;
        places.add(new Place("connection", Column.Type.INT64));
        places.add(new Place("side", Column.Type.UINT8));
        places.add(new Place("time_ns", Column.Type.INT64));
        for (Column column : columns) {
            places.add(new Place(column.name(), column.type()));
        }
    }

    void set(SortedRows sorted) {
        rows = sorted;
    }

    @Override
    public List<Place> places() {
        return places;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public boolean ties(int row) {
        return rows.ties(row);
    }

    @Override
    public Feed feed() {
        RowFeed feed = new RowFeed(rows.reader());
        synchronized (feeds) {
            feeds.add(feed);
        }
        return feed;
    }

    /** Adds what the feeds have learned; they are done. */
    void summarize(Summaries summaries) {
        synchronized (feeds) {
            feeds.forEach(feed -> feed.summarize(summaries));
            feeds.clear();
        }
    }

    /** Writes rows, and sums up. */
    private final class RowFeed implements Feed {
        private final SortedRows.Reader reader;
        private final long[] absent = new long[SortedRows.STEP / Long.SIZE];
        private final MemorySegment scratch = Arena.ofAuto().allocate(8L * SortedRows.STEP, 8);
        private final double[] extremes = new double[2];
        private final Map<Long, Summaries.Summary[]> groups = new HashMap<>();

        /** Where connection or side changes in a step, and of each part the summaries. */
        private int[] starts = new int[64];

        private Summaries.Summary[][] parts = new Summaries.Summary[64][];
        private int runs;

        RowFeed(SortedRows.Reader reader) {
            this.reader = reader;
        }

        @Override
        public void write(int from, int n, DuckDBDataChunkWriter chunk) {
            reader.move(from, n);
            long[] times = reader.times();
            write(chunk.vector(0), MemorySegment.ofArray(reader.connections()), 8, n);
            write(chunk.vector(1), MemorySegment.ofArray(reader.sides()), 1, n);
            write(chunk.vector(2), MemorySegment.ofArray(times), 8, n);
            split(n);
            for (int c = 0; c < numbers.length; c++) {
                Column.Type type = places.get(c + 3).type();
                DuckDBWritableVector vector = chunk.vector(c + 3);
                MemorySegment data = Vectors.BULK ? Vectors.data(vector) : scratch;
                int missing = reader.values(c, data, absent);
                if (!Vectors.BULK) {
                    ColumnBuffer.writeByCell(type, data, absent, n, vector);
                } else if (missing == 0) {
                    Vectors.markValid(vector);
                } else {
                    Vectors.markValid(vector, n, absent);
                }
                if (numbers[c] >= 0 && missing < n) {
                    sumUp(c, type, data, missing > 0, times);
                }
            }
        }

        private void write(DuckDBWritableVector vector, MemorySegment source, int width, int n) {
            if (Vectors.BULK) {
                MemorySegment.copy(source, 0, Vectors.data(vector), 0, (long) width * n);
                Vectors.markValid(vector);
            } else {
                Arrays.fill(absent, 0);
                Column.Type type = width == 1 ? Column.Type.UINT8 : Column.Type.INT64;
                ColumnBuffer.writeByCell(type, source, absent, n, vector);
            }
        }

        private void split(int n) {
            long[] connections = reader.connections();
            byte[] sides = reader.sides();
            runs = 0;
            for (int i = 0; i < n; i++) {
                if (i == 0 || connections[i] != connections[i - 1] || sides[i] != sides[i - 1]) {
                    if (runs + 1 == starts.length) {
                        starts = Arrays.copyOf(starts, 2 * runs + 2);
                        parts = Arrays.copyOf(parts, 2 * runs + 2);
                    }
                    starts[runs] = i;
                    parts[runs++] =
                            groups.computeIfAbsent(
                                    connections[i] << 1 | sides[i],
                                    _ -> new Summaries.Summary[numbers.length]);
                }
            }
            starts[runs] = n;
        }

        private void sumUp(
                int column, Column.Type type, MemorySegment data, boolean holes, long[] times) {
            for (int run = 0; run < runs; run++) {
                int from = starts[run];
                int to = starts[run + 1];
                int count = to - from;
                if (holes) {
                    while (from < to && isAbsent(from)) {
                        from++;
                    }
                    while (from < to && isAbsent(to - 1)) {
                        to--;
                    }
                    count = to - from;
                    for (int i = from; i < to; i++) {
                        count -= isAbsent(i) ? 1 : 0;
                    }
                    if (count == 0) {
                        continue;
                    }
                }
                if (count == to - from) {
                    Extremes.find(type, data, from, to, extremes);
                } else {
                    Extremes.find(type, data, from, to, absent, extremes);
                }
                Summaries.Summary[] all = parts[run];
                if (all[column] == null) {
                    all[column] = new Summaries.Summary();
                }
                all[column].add(count, times[from], times[to - 1], extremes[0], extremes[1]);
            }
        }

        private boolean isAbsent(int row) {
            return (absent[row >>> 6] & 1L << row) != 0;
        }

        void summarize(Summaries summaries) {
            groups.forEach((group, all) -> {
                for (int c = 0; c < all.length; c++) {
                    if (all[c] != null) {
                        summaries.of(group >> 1, (int) (group & 1), numbers[c]).add(all[c]);
                    }
                }
            });
        }
    }
}
