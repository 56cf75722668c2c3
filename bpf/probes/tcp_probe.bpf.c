/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_probe - the connection's state, once per segment received in ESTABLISHED, before it is processed. Where tcp_ack can
 * be traced, only at those segments that it need not run for.
 *
 * Hook:   tracepoint tcp:tcp_probe (net/ipv4/tcp_input.c, tcp_rcv_established)
 * Emits:  struct tcp_probe_event
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/probed.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/segment.bpf.h>
#include <tcbee/state.bpf.h>

SEC("tp_btf/tcp_probe")
int BPF_PROG(tcp_probe, const struct sock *sk, const struct sk_buff *skb)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_PROBE);
	struct tcp_sock *tp = tcp_enter(counts, sk);
	struct tcp_probe_event *event;

	if (!tp)
		return 0;
	if (left_to_ack(tp, skb)) {
		count(&counts->filtered);
		return 0;
	}
	event = event_reserve(counts, EVENT_TCP_PROBE, sizeof(*event), socket_cookie(&sk->__sk_common));
	if (!event)
		return 0;

	state_fill(&event->state, tp);
	event->seq = segment_seq(skb);
	event->end_seq = segment_end_seq(skb);
	event->ack_seq = segment_ack_seq(skb);
	event->data_length = segment_data_length(skb);
	event_submit(event);
	return 0;
}
