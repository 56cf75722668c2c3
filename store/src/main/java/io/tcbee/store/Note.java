package io.tcbee.store;

/**
 * What a reader wrote about a time of a connection.
 *
 * @param id unique in the database; 0 before it is kept
 * @param fromNs ns since the start of the run
 * @param toNs not before {@code fromNs}; equal at a moment
 */
public record Note(long id, long connection, long fromNs, long toNs, String text) {
    public Note {
        if (toNs < fromNs || text.isBlank()) {
            throw new IllegalArgumentException(
                    "a note has a text, and ends after it begins: fromNs="
                            + fromNs
                            + ", toNs="
                            + toNs);
        }
    }
}
