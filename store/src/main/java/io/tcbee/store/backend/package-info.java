/**
 * What backends have in common, for those who write one: the catalogue, the totals of series, and
 * the small tables of docs/database.md through {@link java.sql.Connection}.
 *
 * <p>A program that reads flow databases needs {@link io.tcbee.store.FlowStores} only.
 */
package io.tcbee.store.backend;
