package io.tcbee.record;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tcbee.libbpf.Relocations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every access of the programs to a kernel type, on kernels that do not run here: of each there is
 * the part of its BTF that the programs read, and that of its module tcp_bbr (docs/kernels.md tells
 * how they are made).
 */
class CoreRelocationTest {
    private static final Path KERNELS = Path.of("src/test/kernels");

    private static final String BBR = ".tcp_bbr";

    static Stream<String> kernels() throws IOException {
        return ofFiles().filter(name -> !name.endsWith(BBR));
    }

    static Stream<String> modules() throws IOException {
        return ofFiles().filter(name -> name.endsWith(BBR));
    }

    private static Stream<String> ofFiles() throws IOException {
        try (Stream<Path> files = Files.list(KERNELS)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".btf"))
                    .map(name -> name.substring(0, name.length() - ".btf".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyAccessFitsOrIsKnownToBeAbsent(String kernel) throws IOException {
        assumeTrue(Rights.lacking().isEmpty(), () -> Rights.lacking().orElse(""));

        Relocations found = Relocations.of("tcbee", object(), KERNELS.resolve(kernel + ".btf"));

        assertAll(
                () -> assertEquals(List.of(), found.wrong()),
                () -> assertTrue(found.fitted() > 0, "nothing was fitted"),
                () -> assertEquals(absent(kernel), withoutMembers(found.absent())));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyAccessToTheStateOfBbrFitsOrIsKnownToBeAbsent(String module) throws IOException {
        assumeTrue(Rights.lacking().isEmpty(), () -> Rights.lacking().orElse(""));

        Relocations found = Relocations.of("tcbee", object(), KERNELS.resolve(module + ".btf"));
        SortedSet<String> absent = new TreeSet<>(found.absent());
        absent.removeIf(field -> !field.startsWith("struct bbr"));

        assertAll(
                () -> assertEquals(List.of(), found.wrong()),
                () -> assertTrue(found.fitted() > 0, "nothing was fitted"),
                () -> assertEquals(absent(module), absent));
    }

    /** Without the fields of types that are absent themselves, as those of modules are. */
    private static SortedSet<String> withoutMembers(SortedSet<String> absent) {
        SortedSet<String> whole = new TreeSet<>(absent);
        whole.removeIf(
                field -> absent.contains(field.replaceFirst("\\..*", "")) && field.contains("."));
        return whole;
    }

    /** What the programs ask for before they read it, and that kernel does not have. */
    private static SortedSet<String> absent(String kernel) throws IOException {
        SortedSet<String> fields = new TreeSet<>();
        for (String line : Files.readAllLines(KERNELS.resolve("absent.tsv"))) {
            String[] cells = line.split("\t", -1);
            if (cells[0].equals(kernel)) {
                fields.add(cells[1]);
            }
        }
        return fields;
    }

    private static byte[] object() throws IOException {
        try (InputStream in =
                CoreRelocationTest.class
                        .getClassLoader()
                        .getResourceAsStream("META-INF/tcbee/tcbee.bpf.o")) {
            return in.readAllBytes();
        }
    }
}
