package io.tcbee.libbpf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The running kernel, for tests that need root. */
final class Kernel {
    private Kernel() {}

    /** Skips the test, with the reason, where programs cannot be loaded. */
    static void assumeRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "root is needed");
        assumeTrue(
                Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")),
                "a kernel with BTF is needed");
    }

    /** Compiles tiny.bpf.c; skips the test where there is no compiler for it. */
    static byte[] tinyObject(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("tiny.bpf.c");
        Path object = folder.resolve("tiny.bpf.o");
        try (InputStream in = Kernel.class.getResourceAsStream("tiny.bpf.c")) {
            Files.copy(in, source);
        }
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/clang")), "clang is needed");
        String headers = "-I/usr/include/" + System.getProperty("os.arch") + "-linux-gnu";
        run(
                "clang",
                "-O2",
                "-g",
                "-target",
                "bpf",
                headers.replace("amd64", "x86_64"),
                "-c",
                source.toString(),
                "-o",
                object.toString());
        return Files.readAllBytes(object);
    }

    /** Runs a command to its end; its output. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
