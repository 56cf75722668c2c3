/**
 * The flow database in an InfluxDB server, over HTTP.
 *
 * <pre>
 *   InfluxStore -> InfluxWriter -> Lines -> Server: POST /write (or /api/v2/write), in batches
 *        |
 *        +--- InfluxSeries, InfluxRows ---> Server: GET /query, answered as CSV
 * </pre>
 *
 * <p>Every point carries its run as a tag. A run is there when it has its point in {@code runs},
 * which is written last.
 */
package io.tcbee.store.influx;
