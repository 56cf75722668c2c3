package io.tcbee.cli;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.store.FlowStores;
import io.tcbee.web.WebServer;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves the page until it is interrupted. */
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description = "Serve the page of a database on this machine, and print its address.",
        footer = {
            "",
            "The page answers on 127.0.0.1 only. From afar:  ssh -L 8080:127.0.0.1:8080 HOST",
            "",
            "Example: tcbee view demo.duckdb --port 8080"
        })
final class ViewCommand implements Runnable {
    @Parameters(paramLabel = "DB", description = "The database, as written by tcbee process.")
    private String database;

    @Mixin private PageOptions page;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        int port = page.port();
        serve(spec, database, port);
    }

    /** Serves the page of {@code database} until the process is interrupted. */
    static void serve(CommandSpec spec, String database, int port) {
        try (FlowStore store = FlowStores.open(database, Mode.READ);
                WebServer server = WebServer.start(store, port, new StoreRemarks(store))) {
            spec.commandLine().getOut().println(server.uri() + "   (Ctrl-C ends it)");
            spec.commandLine().getOut().flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
