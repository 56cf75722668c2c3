package io.tcbee.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command that serves the page. */
final class PageOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the page; without it any free one.")
    private int port;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * 0 is any free one.
     *
     * @throws picocli.CommandLine.ParameterException if it is no port
     */
    int port() {
        PortRange.check(command, "--port", port, 0);
        return port;
    }
}
