package io.tcbee.store;

import java.lang.foreign.MemorySegment;

/**
 * Rows of one table in order of connection, side and time, that a store reads column by column from
 * where they lie; equal times are in their order of arrival.
 *
 * <p>Any number of threads may read at once, each by a {@link Reader} of its own.
 */
public interface SortedRows {
    /** Rows of one step of a {@link Reader} at most. */
    int STEP = 2048;

    Table table();

    /** At least 1. */
    int size();

    /** Whether {@code row}, 1 and up, has connection, side and time of the row before it. */
    boolean ties(int row);

    Reader reader();

    /**
     * What the rows are read from may be used for others: the store is done with them. Called once,
     * by any thread, whether they were stored or not.
     */
    void release();

    /** Reads some rows after others. One thread. */
    interface Reader {
        /**
         * Goes to {@code count} rows, the first of which is {@code from}.
         *
         * @param count 1 to {@link #STEP}
         */
        void move(int from, int count);

        /** The connections of these rows; valid until the next {@link #move}. */
        long[] connections();

        /** As {@link #connections}; 0 client, 1 server. */
        byte[] sides();

        /** As {@link #connections}. */
        long[] times();

        /**
         * Writes the values of one column, in the machine's byte order, each as wide as {@link
         * Column.Type#bytes} says. What stands for an absent one is undefined.
         *
         * @param absent has a bit for each row of a step; those of absent values are set
         *     afterwards, the others are not
         * @return how many values are absent
         */
        int values(int column, MemorySegment target, long[] absent);
    }
}
