/** The native border: libbpf, the system calls that TCBee needs, and the kernel's rings. */
module io.tcbee.libbpf {
    exports io.tcbee.libbpf;
}
