package io.tcbee.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tcbee.metric.Metric;
import io.tcbee.metric.Metrics;
import io.tcbee.metric.Output;
import io.tcbee.model.EventType;
import io.tcbee.model.EventTypes;
import io.tcbee.model.Series;
import io.tcbee.process.finding.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The book is whole: what we ship has its page, and the page says what the code says. */
class DocsPagesTest {
    private static final Path DOCS = Path.of("").toAbsolutePath().resolveSibling("docs");

    @Test
    void everyEventHasAPage() {
        List<String> missing = new ArrayList<>();
        for (EventType type : EventTypes.ALL) {
            String page = "events/" + type.name().replaceAll("_event$", "") + ".md";
            if (!Files.exists(DOCS.resolve(page))) {
                missing.add(page);
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyNumberOfAMetricIsInTheBookAsTheCatalogueHasIt() throws IOException {
        String book = Files.readString(DOCS.resolve("metrics/README.md"));
        List<String> missing = new ArrayList<>();
        for (Metric metric : Metrics.all()) {
            for (Output output : metric.outputs()) {
                String row = row(metric, output);
                if (!book.contains(row)) {
                    missing.add(row);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyFindingIsInTheBook() throws IOException {
        String book = Files.readString(DOCS.resolve("findings.md"));
        List<String> missing = new ArrayList<>(Findings.names());
        missing.removeIf(name -> book.contains("| `" + name + "` | "));
        assertEquals(List.of(), missing);
    }

    private static String row(Metric metric, Output output) {
        Series series = output.series();
        return "| [`%s`](%s.md) | %s | %s | %s | %s: %s |"
                .formatted(
                        output.name(),
                        metric.name(),
                        output.kind().name().toLowerCase(Locale.ROOT),
                        series.unit().symbol(),
                        series.definition(),
                        series.source().name().toLowerCase(Locale.ROOT),
                        series.reference());
    }
}
