package io.tcbee.store.duckdb;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.contract.FlowStoreContract;
import java.nio.file.Path;

class ParquetStoreTest extends FlowStoreContract {

    @Override
    protected FlowStore open(Path directory, Mode mode) {
        return FlowStores.open(directory.resolve("flows") + "/", mode);
    }
}
