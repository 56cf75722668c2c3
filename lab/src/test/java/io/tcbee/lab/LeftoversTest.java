package io.tcbee.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@RunningLab
class LeftoversTest {
    private static final PathOptions PATH = PathOptions.delay(Duration.ofMillis(1));

    @Test
    void nothingIsLeftAfterClose() {
        List<String> names;
        try (Lab lab = Lab.open(PATH, PATH)) {
            names = List.of(lab.client().name(), lab.server().name());
            assertTrue(names.stream().allMatch(LeftoversTest::exists));
        }
        assertFalse(names.stream().anyMatch(LeftoversTest::exists));
    }

    @Test
    void twoLabsDoNotDisturbEachOther() {
        try (Lab one = Lab.open(PATH, PATH);
                Lab two = Lab.open(PATH, PATH)) {
            assertEquals(1000, one.transfer(Transfer.of(1000)).bytes());
            assertEquals(1000, two.transfer(Transfer.of(1000)).bytes());
            assertTrue(exists(one.client().name()));
        }
    }

    @Test
    void closeEndsATransferThatWaits() {
        PathOptions dead = PathOptions.builder().loss(1).build();
        Lab lab = Lab.open(dead, PATH);
        var transfer = lab.start(Transfer.of(100_000));
        lab.close();
        assertTrue(transfer.handle((_, failure) -> failure != null).join());
    }

    @Test
    void anOrderlyExitLeavesNothing() throws Exception {
        Process owner = owner("exit");
        try (BufferedReader out = owner.inputReader()) {
            String name = out.readLine();
            assertEquals(3, owner.waitFor());
            assertFalse(exists(name));
        }
    }

    @Test
    void theNextLabRemovesWhatAKilledProcessLeft() throws Exception {
        Process owner = owner("wait");
        try (BufferedReader out = owner.inputReader()) {
            String name = out.readLine();
            assertTrue(exists(name));
            assertTrue(owner.destroyForcibly().waitFor() != 0);
            assertTrue(exists(name));
            Lab.open(PATH, PATH).close();
            assertFalse(exists(name));
        }
    }

    private static Process owner(String end) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        Owner.class.getName(),
                        end)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** A process that opens a lab, prints a namespace's name, and exits or waits to be killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws InterruptedException {
            Lab lab = Lab.open(PATH, PATH);
            IO.println(lab.client().name());
            if (args[0].equals("exit")) {
                System.exit(3);
            }
            Thread.sleep(Duration.ofMinutes(1));
        }
    }

    private static boolean exists(String namespace) {
        return Files.exists(Leftovers.NAMESPACES.resolve(namespace));
    }

    private static String classPath() throws IOException {
        return Stream.of(Lab.class, Owner.class, io.tcbee.libbpf.Libc.class)
                .map(LeftoversTest::folder)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String folder(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
