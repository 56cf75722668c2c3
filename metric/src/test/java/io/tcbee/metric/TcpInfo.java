package io.tcbee.metric;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the client's kernel told by TCP_INFO while the capture was made, about every 4 ms. */
record TcpInfo(
        long timeNs, int congestionState, double deliveryRate, boolean appLimited, double pacing) {

    static List<TcpInfo> of(String scenario) {
        String path = "/captures/" + scenario + ".tcpinfo.csv";
        try (InputStream in = TcpInfo.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> of(line.split(",")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private static TcpInfo of(String[] values) {
        return new TcpInfo(
                Long.parseLong(values[0]),
                Integer.parseInt(values[1]),
                Double.parseDouble(values[2]),
                values[3].equals("1"),
                Double.parseDouble(values[4]));
    }
}
