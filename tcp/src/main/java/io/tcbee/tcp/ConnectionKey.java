package io.tcbee.tcp;

/**
 * Two endpoints within one network namespace; A is the client once a connection is made of it.
 *
 * @param highA first 8 bytes of A's address, IPv4 mapped
 * @param lowA last 8 bytes of it
 */
record ConnectionKey(
        long netns, long highA, long lowA, int portA, long highB, long lowB, int portB) {

    /** The same for both directions. */
    static int hash(
            long netns, long highA, long lowA, int portA, long highB, long lowB, int portB) {
        long a = mix(highA * 31 + lowA, portA);
        long b = mix(highB * 31 + lowB, portB);
        long both = (a + b) * 0x9e37_79b9_7f4a_7c15L + netns * 0xc2b2_ae3d_27d4_eb4fL;
        return (int) (both >>> 32);
    }

    private static long mix(long address, int port) {
        long mixed = (address ^ ((long) port << 40) ^ port) * 0xff51_afd7_ed55_8ccdL;
        return mixed ^ (mixed >>> 33);
    }

    int hash() {
        return hash(netns, highA, lowA, portA, highB, lowB, portB);
    }

    boolean same(
            long otherNetns,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        if (netns != otherNetns) {
            return false;
        }
        boolean asIs =
                portA == sourcePort
                        && portB == destinationPort
                        && lowA == sourceLow
                        && lowB == destinationLow
                        && highA == sourceHigh
                        && highB == destinationHigh;
        return asIs
                || (portB == sourcePort
                        && portA == destinationPort
                        && lowB == sourceLow
                        && lowA == destinationLow
                        && highB == sourceHigh
                        && highA == destinationHigh);
    }
}
