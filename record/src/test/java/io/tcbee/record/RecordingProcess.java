package io.tcbee.record;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Records to a file until it is killed; says READY when it does. */
final class RecordingProcess {
    private RecordingProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        RecordOptions options =
                RecordOptions.of(Path.of(arguments[0]), List.of("lo", Network.DEVICE));
        try (Recorder recorder = Recorder.open(options)) {
            System.out.println("READY");
            boolean _ = recorder.awaitEnd(Duration.ofMinutes(2));
        }
    }
}
