package io.tcbee.store.duckdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.StoreException;
import io.tcbee.store.backend.Owner;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what they should be, and processes that stop in the middle. */
class DamageTest {
    @TempDir Path directory;

    private String message(Path file, Mode mode) {
        return assertThrows(StoreException.class, () -> DuckDbStore.open(file.toString(), mode))
                .getMessage();
    }

    private Path flows() {
        return directory.resolve("flows.duckdb");
    }

    private void writeOneRun() {
        SmallDatabase.write(flows(), "first");
    }

    private static void sql(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertEquals("open " + flows() + ": no such file", message(flows(), Mode.READ));
    }

    @Test
    void aMissingDirectoryIsSaidToBeMissing() {
        Path file = directory.resolve("nowhere/flows.duckdb");
        assertEquals("create " + file + ": no such directory", message(file, Mode.APPEND));
    }

    @Test
    void aDirectoryIsNoDatabase() throws IOException {
        Files.createDirectory(flows());
        assertEquals("open " + flows() + ": it is a directory", message(flows(), Mode.READ));
    }

    @Test
    void textIsNoDatabase() throws IOException {
        Files.writeString(flows(), "hello".repeat(10_000));
        assertEquals("open " + flows() + ": it is no DuckDB file", message(flows(), Mode.READ));
        Files.writeString(flows(), "");
        assertEquals("open " + flows() + ": it is no DuckDB file", message(flows(), Mode.APPEND));
    }

    @Test
    void aDatabaseOfOthersIsRefusedAndLeftAlone() throws SQLException {
        sql(flows(), "CREATE TABLE schema_version (version INTEGER)");
        String expected =
                "open " + flows() + ": it is a DuckDB file, but no flow database of TCBee";
        assertEquals(expected, message(flows(), Mode.READ));
        assertEquals(expected, message(flows(), Mode.APPEND));
    }

    @Test
    void aNewerDatabaseIsRefused() throws SQLException {
        writeOneRun();
        sql(flows(), "UPDATE schema_version SET version = 2");
        assertEquals(
                "open "
                        + flows()
                        + ": its tables are of version 2, this program knows them up to 1; use a"
                        + " newer TCBee",
                message(flows(), Mode.READ));
    }

    @Test
    void aDatabaseThatWasCutOffIsSaidToBeDamaged() throws IOException {
        writeOneRun();
        try (RandomAccessFile file = new RandomAccessFile(flows().toFile(), "rw")) {
            file.setLength(20_000);
        }
        assertTrue(message(flows(), Mode.READ).contains("damaged or cut off"));
    }

    @Test
    void aFlippedByteIsSaidToBeDamage() throws IOException {
        writeOneRun();
        try (RandomAccessFile file = new RandomAccessFile(flows().toFile(), "rw")) {
            file.seek(4200);
            file.write(new byte[] {1, 2, 3, 4});
            file.seek(8300);
            file.write(new byte[] {1, 2, 3, 4});
        }
        assertTrue(message(flows(), Mode.READ).contains("damaged or cut off"));
    }

    @Test
    void aFileThatAnotherProcessHasIsSaidToBeOpenThere() throws Exception {
        writeOneRun();
        try (Child child = Child.start("hold", flows())) {
            String message = message(flows(), Mode.READ);
            assertTrue(
                    message.startsWith(
                            "open "
                                    + flows()
                                    + ": it is open in another process (PID "
                                    + child.pid()),
                    message);
            assertTrue(message.endsWith("stop that one, or copy the file"), message);
        }
    }

    @Test
    void aKilledWriterLeavesTheOldDatabaseWhole() throws Exception {
        writeOneRun();
        try (Child child = Child.start("write", flows())) {
            child.kill();
        }
        try (FlowStore store = DuckDbStore.open(flows().toString(), Mode.READ)) {
            assertEquals(1, store.runs().size());
            assertEquals(2, store.connections().size());
        }
        SmallDatabase.write(flows(), "second");
        try (FlowStore store = DuckDbStore.open(flows().toString(), Mode.READ)) {
            assertEquals(2, store.runs().size());
            assertEquals(4, store.connections().size());
        }
    }

    @Test
    void aKilledWriterOfANewDatabaseLeavesNoDatabase() throws Exception {
        try (Child child = Child.start("write", flows())) {
            child.kill();
        }
        assertFalse(Files.exists(flows()));
        writeOneRun();
        try (var files = Files.list(directory)) {
            assertEquals(java.util.List.of(flows()), files.toList());
        }
    }

    @Test
    void twoProcessesDoNotWriteOneNewDatabase() throws Exception {
        try (Child child = Child.start("write", flows())) {
            String message = message(flows(), Mode.APPEND);
            assertTrue(message.contains("another process (PID " + child.pid()), message);
        }
    }

    @Test
    void aNewFileBelongsToWhoeverCalledSudo() throws IOException {
        Path file = Files.createFile(directory.resolve("new"));
        assumeTrue(Files.getAttribute(file, "unix:uid").equals(0), "only root gives files away");
        Owner.give(file, Map.of());
        assertEquals(0, Files.getAttribute(file, "unix:uid"));
        Owner.give(file, Map.of("SUDO_UID", "1234", "SUDO_GID", "4321"));
        assertEquals(1234, Files.getAttribute(file, "unix:uid"));
        assertEquals(4321, Files.getAttribute(file, "unix:gid"));
    }
}
