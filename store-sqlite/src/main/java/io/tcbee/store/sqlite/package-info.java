/**
 * The flow database in one SQLite file: the tables, columns and views of docs/database.md.
 *
 * <pre>
 *   SqliteProvider -> SqliteStore -> SqliteWriter -> TableRows -> TableInsert: SQL, into a file that is there
 *                          |                                  -> PageSink: pages of a new file (NewDatabase)
 *                          +------> SqliteSeries: points, reduced
 * </pre>
 */
package io.tcbee.store.sqlite;
