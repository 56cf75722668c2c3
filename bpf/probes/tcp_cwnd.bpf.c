/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_cwnd - the light mode: the congestion window, once per segment received in ESTABLISHED, before it is processed.
 *
 * Hook:   tracepoint tcp:tcp_probe (net/ipv4/tcp_input.c, tcp_rcv_established)
 * Emits:  struct tcp_cwnd_event
 * Config: target_netns, filter
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>

SEC("tp_btf/tcp_probe")
int BPF_PROG(tcp_cwnd, const struct sock *sk)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_CWND);
	struct tcp_sock *tp = tcp_enter(counts, sk);
	struct tcp_cwnd_event *event;

	if (!tp)
		return 0;
	event = event_reserve(counts, EVENT_TCP_CWND, sizeof(*event), socket_cookie(&sk->__sk_common));
	if (!event)
		return 0;

	event->snd_cwnd = tp->snd_cwnd;
	event->snd_ssthresh = tp->snd_ssthresh;
	event->packets_out = tp->packets_out;
	event->srtt_us = tp->srtt_us >> 3;
	event_submit(event);
	return 0;
}
