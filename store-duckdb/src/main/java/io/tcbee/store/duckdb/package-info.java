/**
 * The flow database in one DuckDB file.
 *
 * <pre>
 *   Rows -> Window (a few row groups, sorted by connection, side, time) -> WindowFunction -> INSERT ... SELECT -> wide table
 *                  |-> Summaries (count, first, last, min, max of each series) -> table series
 *   table -> SeriesReader (points of one series, kept for the next look) -> Reduction -> Points
 * </pre>
 *
 * <p>One run is one transaction. A new database is written beside its name, as {@code
 * FILE.partial}, and renamed when the run is committed.
 */
package io.tcbee.store.duckdb;
