package io.tcbee.web;

import java.util.concurrent.CountDownLatch;

/** Serves {@link SyntheticFlows} until it is stopped, for looking at the page by hand. */
final class SyntheticServer {
    private SyntheticServer() {}

    public static void main(String[] args) throws InterruptedException {
        try (WebServer server =
                WebServer.start(
                        SyntheticFlows.store(), args.length > 0 ? Integer.parseInt(args[0]) : 0)) {
            System.getLogger("io.tcbee.web").log(System.Logger.Level.INFO, server.uri().toString());
            new CountDownLatch(1).await();
        }
    }
}
