package io.tcbee.record;

import io.tcbee.libbpf.Btf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The congestion controls whose own state is recorded, where the kernel describes it. */
final class CongestionControls {
    private static final Path MODULES = Path.of("/sys/kernel/btf");

    private CongestionControls() {}

    /** Which are not described: their module is not loaded. One sentence each. */
    static List<String> undescribed(Btf kernel) {
        List<String> sentences = new ArrayList<>();
        require(kernel, "cubic", "bictcp", sentences);
        require(kernel, "bbr", "bbr", sentences);
        return sentences;
    }

    private static void require(
            Btf kernel, String algorithm, String struct, List<String> sentences) {
        String module = "tcp_" + algorithm;
        if (!kernel.hasStruct(struct) && !Files.exists(MODULES.resolve(module))) {
            sentences.add(
                    "the own state of "
                            + algorithm
                            + ": its module "
                            + module
                            + " was not loaded when the recording began");
        }
    }
}
