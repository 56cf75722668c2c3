/** The flow database in one SQLite file. */
module io.tcbee.store.sqlite {
    requires io.tcbee.store;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    provides io.tcbee.store.FlowStoreProvider with
            io.tcbee.store.sqlite.SqliteProvider;
}
