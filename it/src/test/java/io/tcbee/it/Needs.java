package io.tcbee.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
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

    /** A checkout below /root is closed to everybody else. */
    static void readableByNobody(Path file) {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            try {
                assumeTrue(
                        Files.getPosixFilePermissions(folder)
                                .contains(PosixFilePermission.OTHERS_EXECUTE),
                        "another user cannot reach " + folder);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A kind of network device that the kernel may be built without. */
    static void device(Namespace namespace, String kind) {
        String local = " local 127.0.0.1 remote 127.0.0.2";
        String options = kind.equals("wireguard") ? "" : local;
        try {
            namespace.ip("link add needs0 type " + kind + options);
            namespace.ip("link del needs0");
        } catch (AssertionError e) {
            assumeTrue(false, "this kernel has no devices of type " + kind);
        }
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
