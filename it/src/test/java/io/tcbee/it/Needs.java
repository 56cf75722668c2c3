package io.tcbee.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a test needs of the machine; it is skipped with the reason where it is missing. */
final class Needs {
    private Needs() {}

    /** Root, namespaces, TUN, and a kernel with BTF. */
    static void lab() {
        Optional<String> missing = Lab.missing();
        assumeTrue(missing.isEmpty(), missing::get);
        assumeTrue(
                Files.exists(Path.of("/sys/kernel/btf/vmlinux")),
                "the recorder needs a kernel with BTF");
    }

    static void command(String name) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return;
            }
        }
        assumeTrue(false, "the command " + name + " is missing");
    }
}
