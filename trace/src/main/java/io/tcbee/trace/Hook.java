package io.tcbee.trace;

/**
 * One place in the kernel where a program of ours ran.
 *
 * @param id the index of its counters, 0 and up
 * @param name the program's name
 * @param attachedAs how: {@code tp_btf/tcp_probe}, {@code tcx/ingress}, ...
 * @param note why a better place was not available, or empty
 */
public record Hook(int id, String name, String attachedAs, String note) {}
