/** The flow database in one DuckDB file. */
module io.tcbee.store.duckdb {
    requires io.tcbee.store;
    requires duckdb.jdbc;
    requires java.sql;

    provides io.tcbee.store.FlowStoreProvider with
            io.tcbee.store.duckdb.DuckDbProvider,
            io.tcbee.store.duckdb.ParquetProvider;
}
