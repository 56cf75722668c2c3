package io.tcbee.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The check of every option that names a port. */
final class PortRange {
    private PortRange() {}

    /**
     * @throws ParameterException if {@code port} is not within [{@code least}, 65535]
     */
    static void check(CommandSpec spec, String option, int port, int least) {
        if (port < least || port > 0xffff) {
            throw new ParameterException(
                    spec.commandLine(), option + ": a port is " + least + " to 65535, not " + port);
        }
    }
}
