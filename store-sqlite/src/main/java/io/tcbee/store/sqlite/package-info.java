/**
 * The flow database in one SQLite file: the tables, columns and views of docs/database.md.
 *
 * <pre>
 *   SqliteProvider -> SqliteStore -> SqliteWriter -> one transaction
 *                          |
 *                          +------> SqliteSeries: points, reduced
 * </pre>
 */
package io.tcbee.store.sqlite;
