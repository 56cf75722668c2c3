/**
 * {@code java.lang.foreign} over libbpf and the few system calls beside it; knows nothing of TCP.
 *
 * <pre>
 * bytes of a .bpf.o --open--> BpfObject --load--> BpfProgram --attach--> BpfLink (closing it detaches)
 *                                 |
 *                                 +--> BpfMap --mmap--> Ring (records read where the kernel wrote them)
 * </pre>
 */
package io.tcbee.libbpf;
