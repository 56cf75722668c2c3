/** The programs that run in the kernel, as resources under META-INF/tcbee; no class. */
module io.tcbee.bpf {}
