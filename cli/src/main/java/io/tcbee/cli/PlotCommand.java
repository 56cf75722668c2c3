package io.tcbee.cli;

import io.tcbee.model.Side;
import io.tcbee.model.TcbeeException;
import io.tcbee.process.NewFile;
import io.tcbee.store.FlowStoreProvider.Mode;
import io.tcbee.web.plot.ConnectionFigure;
import io.tcbee.web.plot.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws a connection into a file. */
@Command(
        name = "plot",
        mixinStandardHelpOptions = true,
        description = {
            "Draw a connection without a browser: time-sequence, windows, round-trip time, rates, state of the sender.",
            "The file's ending says what it becomes: .svg or .png (of twice as many pixels as --size says)."
        },
        footer = {
            "",
            "Example: tcbee plot demo.duckdb --flow 1 --from 2s --to 3s -o recovery.svg",
            "         tcbee plot capture.pcap -o picture.png",
            "         tcbee plot demo.duckdb --flow 1 --series snd_cwnd,rtt_us --size 900x500 -o cwnd.png"
        })
final class PlotCommand implements Runnable {
    private static final Pattern SIZE = Pattern.compile("(\\d{3,5})x(\\d{3,5})");
    private static final int MOST = 8000;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = Opened.FILES)
    private List<String> files;

    @Option(
            names = "--flow",
            paramLabel = "N",
            description =
                    "The connection, as tcbee flows numbers it; without it the one that moved most bytes.")
    private Long flow;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The new file, .svg or .png; replaced if it exists.")
    private Path output;

    @Option(
            names = {"-s", "--series"},
            paramLabel = "NAME",
            split = ",",
            description = "These series, in panels by their unit, in place of the usual ones.")
    private List<String> series = new ArrayList<>();

    @Option(
            names = "--side",
            paramLabel = "SIDE",
            description =
                    "Whose data: client or server; without it that of the one that sent more.")
    private String side;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "From this time since the start of the run on: 1.5s, 250ms, 2m.")
    private Long fromNs;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Up to this time.")
    private Long toNs;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            defaultValue = "1000x1100",
            description = "Points of the picture; without it 1000x1100.")
    private String size;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        String ending = output.toString().toLowerCase(Locale.ROOT);
        boolean svg = ending.endsWith(".svg");
        if (!svg && !ending.endsWith(".png")) {
            throw wrong("--output: " + output + " ends neither in .svg nor in .png");
        }
        if (fromNs != null && toNs != null && fromNs >= toNs) {
            throw wrong("--from must be before --to");
        }
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            throw wrong("--size: " + size + " is no size such as 1000x1100");
        }
        int width = Integer.parseInt(matcher.group(1));
        int height = Integer.parseInt(matcher.group(2));
        if (Math.max(width, height) > MOST) {
            throw wrong("--size: a picture has at most " + MOST + " points each way");
        }
        Side whose = side(side);
        System.setProperty("java.awt.headless", "true");
        long chosen;
        try (Opened opened = Opened.open(spec, files, Mode.READ);
                NewFile made = new NewFile(output, opened.files())) {
            chosen = flow == null ? opened.greatest(1).getFirst() : flow;
            Figure figure =
                    ConnectionFigure.of(
                            opened.store(),
                            chosen,
                            new ConnectionFigure.Choice(series, whose, fromNs, toNs));
            Files.write(
                    made.partial(), svg ? figure.svg(width, height) : figure.png(width, height));
            made.commit();
        } catch (IOException e) {
            throw new TcbeeException("write " + output + ": " + e.getMessage(), e);
        }
        spec.commandLine().getOut().println("connection " + chosen + " into " + output);
        spec.commandLine().getOut().flush();
    }

    private Side side(String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "client" -> Side.CLIENT;
            case "server" -> Side.SERVER;
            default -> throw wrong("--side: " + text + " is neither client nor server");
        };
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
