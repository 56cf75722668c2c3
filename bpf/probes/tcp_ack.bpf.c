/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_ack - the connection's state, once per received segment whose acknowledgment was processed, afterwards.
 *
 * Hook:   tcp_ack, its exit (fexit; net/ipv4/tcp_input.c)
 * Emits:  struct tcp_ack_event
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/probed.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/segment.bpf.h>
#include <tcbee/state.bpf.h>

SEC("fexit/tcp_ack")
int BPF_PROG(tcp_ack_exit, struct sock *sk, const struct sk_buff *skb)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_ACK_EXIT);
	struct tcp_sock *tp = tcp_enter(counts, sk);
	struct tcp_ack_event *event;

	if (!tp)
		return 0;
	if (told_by_probe(tp, skb)) {
		count(&counts->filtered);
		return 0;
	}
	event = event_reserve(counts, EVENT_TCP_ACK, sizeof(*event), socket_cookie(&sk->__sk_common));
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
