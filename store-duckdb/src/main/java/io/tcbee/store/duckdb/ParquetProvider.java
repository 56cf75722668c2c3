package io.tcbee.store.duckdb;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a folder of Parquet files: a name that ends in {@code /}, or a folder that has some. */
public final class ParquetProvider implements FlowStoreProvider {

    @Override
    public String name() {
        return "Parquet";
    }

    @Override
    public String form() {
        return "FOLDER/";
    }

    @Override
    public boolean accepts(String location) {
        if (location.contains("://")) {
            return false;
        }
        return location.endsWith("/")
                || Files.isRegularFile(ParquetFolder.version(Path.of(location)));
    }

    @Override
    public FlowStore open(String location, Mode mode) {
        return ParquetStore.open(Path.of(location), mode);
    }
}
