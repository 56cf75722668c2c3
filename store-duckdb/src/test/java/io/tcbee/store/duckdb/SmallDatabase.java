package io.tcbee.store.duckdb;

import io.tcbee.model.Series;
import io.tcbee.model.Unit;
import io.tcbee.store.Column;
import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.Run;
import io.tcbee.store.Table;
import io.tcbee.store.contract.SmallRun;
import java.nio.file.Path;

/** {@link SmallRun} in a DuckDB file. */
final class SmallDatabase {
    static final Table PACKETS = SmallRun.PACKETS;
    static final Table TCP_STATE = SmallRun.TCP_STATE;

    private SmallDatabase() {}

    static Series series(String name, Unit unit) {
        return SmallRun.series(name, unit);
    }

    static Column column(String name, Unit unit, Column.Type type) {
        return SmallRun.column(name, unit, type);
    }

    static Run run(String trace) {
        return SmallRun.run(trace);
    }

    static void write(Path file, String trace) {
        try (FlowStore store = DuckDbStore.open(file.toString(), Mode.APPEND)) {
            SmallRun.write(store, trace);
        }
    }
}
