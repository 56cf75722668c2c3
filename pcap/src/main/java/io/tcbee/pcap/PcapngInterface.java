package io.tcbee.pcap;

/**
 * One interface description block.
 *
 * @param number in the file, 1 and up
 * @param link LINKTYPE_ value
 * @param snap bytes of a packet that were captured at most; 0 no limit
 * @param resolution if_tsresol: units of time are 10^-n s, or with bit 7 2^-n s
 * @param offsetSeconds if_tsoffset: to be added to its times
 */
record PcapngInterface(
        int number, int link, long snap, int resolution, long offsetSeconds, String name) {
    private static final int MICROSECONDS = 6;
    private static final int NANOSECONDS = 9;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int NAME = 2;
    private static final int RESOLUTION = 9;
    private static final int OFFSET = 14;
    private static final int BINARY = 0x80;
    private static final int MOST_DECIMAL = 18; // of a long
    private static final int SHORT_FRACTION = 32;

    static PcapngInterface of(int number, int link, long snap, PcapngOptions options) {
        int resolution = MICROSECONDS;
        long offset = 0;
        String name = "";
        while (options.next()) {
            if (options.code() == NAME) {
                name = options.text();
            } else if (options.code() == RESOLUTION && options.length() == 1) {
                resolution = options.u8();
            } else if (options.code() == OFFSET && options.length() == Long.BYTES) {
                offset = options.u64();
            }
        }
        return new PcapngInterface(number, link, snap, resolution, offset, name);
    }

    /**
     * That many units of this interface's clock, in ns since 1970 UTC; finer units are cut.
     *
     * @throws ArithmeticException if no ns of 64 bits can hold it
     */
    long timeNs(long units) {
        long seconds;
        long rest;
        if ((resolution & BINARY) != 0) {
            int bits = resolution & ~BINARY;
            seconds = bits >= Long.SIZE ? 0 : units >>> bits;
            rest = binaryFraction(units, bits);
        } else if (resolution <= NANOSECONDS) {
            long perSecond = power(resolution);
            seconds = Long.divideUnsigned(units, perSecond);
            rest = Long.remainderUnsigned(units, perSecond) * (NS_PER_SECOND / perSecond);
        } else {
            long ns = Long.divideUnsigned(units, power(resolution - NANOSECONDS));
            seconds = Long.divideUnsigned(ns, NS_PER_SECOND);
            rest = Long.remainderUnsigned(ns, NS_PER_SECOND);
        }
        long whole = Math.addExact(seconds, offsetSeconds);
        return Math.addExact(Math.multiplyExact(whole, NS_PER_SECOND), rest);
    }

    private static long binaryFraction(long units, int bits) {
        if (bits == 0) {
            return 0;
        }
        long fraction = bits >= Long.SIZE ? units : units & ((1L << bits) - 1);
        if (bits <= SHORT_FRACTION) {
            return (fraction * NS_PER_SECOND) >>> bits;
        }
        // The upper 32 bits of the fraction are finer than a ns.
        int cut = bits - SHORT_FRACTION;
        return cut >= Long.SIZE ? 0 : ((fraction >>> cut) * NS_PER_SECOND) >>> SHORT_FRACTION;
    }

    private static long power(int exponent) {
        if (exponent > MOST_DECIMAL) {
            throw new ArithmeticException("resolution " + exponent);
        }
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
