/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_cwnd - the light mode: the congestion window, once per received segment whose acknowledgment was processed,
 * afterwards; where functions cannot be traced, once per segment received in ESTABLISHED, before it is processed.
 *
 * Hook:   tcp_ack, its exit (fexit; net/ipv4/tcp_input.c), else tracepoint tcp:tcp_probe (there, tcp_rcv_established)
 * Emits:  struct tcp_cwnd_event
 * Config: target_netns, filter
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>

static __always_inline void cwnd_tell(struct hook_counts *counts, const struct sock *sk)
{
	struct tcp_sock *tp = tcp_enter(counts, sk);
	struct tcp_cwnd_event *event;

	if (!tp)
		return;
	event = event_reserve(counts, EVENT_TCP_CWND, sizeof(*event), socket_cookie(&sk->__sk_common));
	if (!event)
		return;

	event->snd_cwnd = tp->snd_cwnd;
	event->snd_ssthresh = tp->snd_ssthresh;
	event->packets_out = tp->packets_out;
	event->srtt_us = tp->srtt_us >> 3;
	event_submit(event);
}

SEC("tp_btf/tcp_probe")
int BPF_PROG(tcp_cwnd, const struct sock *sk)
{
	cwnd_tell(hook_enter(HOOK_TCP_CWND), sk);
	return 0;
}

SEC("fexit/tcp_ack")
int BPF_PROG(tcp_ack_cwnd_exit, const struct sock *sk)
{
	cwnd_tell(hook_enter(HOOK_TCP_ACK_CWND_EXIT), sk);
	return 0;
}
