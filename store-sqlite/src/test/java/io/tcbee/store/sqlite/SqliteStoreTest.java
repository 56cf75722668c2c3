package io.tcbee.store.sqlite;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.store.contract.FlowStoreContract;
import java.nio.file.Path;

class SqliteStoreTest extends FlowStoreContract {

    @Override
    protected boolean keepsNotes() {
        return true;
    }

    @Override
    protected FlowStore open(Path directory, Mode mode) {
        return FlowStores.open(directory.resolve("flows.sqlite").toString(), mode);
    }
}
