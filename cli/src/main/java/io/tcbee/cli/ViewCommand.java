package io.tcbee.cli;

import io.tcbee.store.FlowStore;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.web.WebOptions;
import io.tcbee.web.WebServer;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves the page until it is interrupted. */
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description =
                "Serve the page of a database, a trace or a capture on this machine, and print its address.",
        footer = {
            "",
            "The page answers on 127.0.0.1 only. From afar:  ssh -L 8080:127.0.0.1:8080 HOST",
            "or, unencrypted, to whoever has the token:      --listen ADDRESS --token TOKEN",
            "",
            "Example: tcbee view demo.duckdb --port 8080",
            "         tcbee view capture.pcapng.gz"
        })
final class ViewCommand implements Runnable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~-]{8,128}");

    @Parameters(paramLabel = "FILE", arity = "1..*", description = Opened.FILES)
    private List<String> files;

    @Mixin private PageOptions page;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = LOOPBACK,
            description =
                    "Address of this machine to answer on, 0.0.0.0 for all; without it 127.0.0.1. Others need --token.")
    private String listen;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Answer only whoever knows it: at least 8 of A-Z a-z 0-9 . _ ~ -")
    private String token;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new ParameterException(
                    spec.commandLine(), "--token: a token is at least 8 of A-Z a-z 0-9 . _ ~ -");
        }
        if (token == null && !isLoopback(listen)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--listen " + listen + " needs --token: everybody could read the page there");
        }
        WebOptions options = WebOptions.onLoopback(page.port()).at(listen, token);
        try (Opened opened = Opened.open(spec, files, Mode.EDIT)) {
            if (opened.isTemporary()) {
                PrintWriter err = spec.commandLine().getErr();
                err.println(
                        "kept until the page ends; to keep it: tcbee process ... -o flows.duckdb");
            }
            serve(spec, opened, options);
        }
    }

    private boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new ParameterException(
                    spec.commandLine(), "--listen " + address + ": no such address", e);
        }
    }

    /** Serves the page of {@code opened} until the process is interrupted. */
    static void serve(CommandSpec spec, Opened opened, WebOptions options) {
        FlowStore store = opened.store();
        try (WebServer server =
                WebServer.start(
                        store, options.with(new StoreRemarks(store)).with(new StoreFiles(store)))) {
            String key = options.token() == null ? "" : "?token=" + options.token();
            spec.commandLine().getOut().println(server.uri() + key + "   (Ctrl-C ends it)");
            spec.commandLine().getOut().flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
