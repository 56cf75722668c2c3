package io.tcbee.record;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Connects to the test's server and sends: {@code BYTES WRITE} in writes of WRITE bytes, or {@code
 * hold}: 1000 bytes, says READY, and 1000 more after a byte on its input.
 */
final class Sender {
    private Sender() {}

    public static void main(String[] arguments) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Network.ADDRESS, Network.PORT));
            OutputStream out = socket.getOutputStream();
            if (arguments[0].equals("hold")) {
                out.write(new byte[1000]);
                System.out.println("READY");
                int _ = System.in.read();
                out.write(new byte[1000]);
                return;
            }
            byte[] piece = new byte[Integer.parseInt(arguments[1])];
            for (long left = Long.parseLong(arguments[0]); left > 0; left -= piece.length) {
                out.write(piece, 0, (int) Math.min(left, piece.length));
            }
        }
    }
}
