/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcbee - all programs of the recorder in one object, so that they share `rings`, `counters`, `described` and `config`.
 *
 * Each file of probes/ compiles alone too.
 */
#include "probes/packet.bpf.c"
#include "probes/tcp_probe.bpf.c"
#include "probes/inet_sock_set_state.bpf.c"
