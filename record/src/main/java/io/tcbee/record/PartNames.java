package io.tcbee.record;

import io.tcbee.trace.TraceReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The files of a recording in parts: {@code trace.0001.tcbee} is the first of trace.tcbee. */
final class PartNames {
    private final Path folder;
    private final String stem;
    private final String extension;

    PartNames(Path output) {
        folder = output.toAbsolutePath().getParent();
        String name = output.getFileName().toString();
        int dot = name.lastIndexOf('.');
        stem = dot > 0 ? name.substring(0, dot) : name;
        extension = dot > 0 ? name.substring(dot) : "";
    }

    /**
     * @param number from 1
     */
    Path part(int number) {
        return folder.resolve(String.format(Locale.ROOT, "%s.%04d%s", stem, number, extension));
    }

    /**
     * Traces of whatever number that are there, in no order.
     *
     * @throws IOException if the folder cannot be read
     */
    List<Path> existing() throws IOException {
        Pattern form =
                Pattern.compile(Pattern.quote(stem) + "\\.\\d{4,}" + Pattern.quote(extension));
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (form.matcher(file.getFileName().toString()).matches()
                        && TraceReader.isTrace(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
