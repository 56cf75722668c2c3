package io.tcbee.store.duckdb;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.contract.FlowStoreContract;
import java.nio.file.Path;

class DuckDbStoreTest extends FlowStoreContract {

    @Override
    protected boolean keepsNotes() {
        return true;
    }

    @Override
    protected FlowStore open(Path directory, Mode mode) {
        return FlowStores.open(directory.resolve("flows.duckdb").toString(), mode);
    }
}
