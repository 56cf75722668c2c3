/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcbee - all programs of the recorder in one object, so that they share `rings`, `counters`, `described` and `config`.
 *
 * Each file of probes/ compiles alone too.
 */
#include "probes/packet.bpf.c"
#include "probes/packet_xdp.bpf.c"
#include "probes/tcp_probe.bpf.c"
#include "probes/tcp_ack.bpf.c"
#include "probes/sock_send_length.bpf.c"
#include "probes/sock_recv_length.bpf.c"
#include "probes/tcp_retransmit_skb.bpf.c"
#include "probes/tcp_retransmit_synack.bpf.c"
#include "probes/tcp_cong_state_set.bpf.c"
#include "probes/inet_sock_set_state.bpf.c"
#include "probes/tcp_destroy_sock.bpf.c"
#include "probes/tcp_reset.bpf.c"
#include "probes/iter_tcp.bpf.c"
#include "probes/owner.bpf.c"
#include "probes/tcp_timer.bpf.c"
#include "probes/tcp_timer_release.bpf.c"
#include "probes/tcp_bad_csum.bpf.c"
#include "probes/tcp_rcvbuf_grow.bpf.c"
#include "probes/kfree_skb.bpf.c"
#include "probes/tcp_probe_cc.bpf.c"
#include "probes/tcp_cwnd.bpf.c"
