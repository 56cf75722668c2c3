/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_retransmit_skb - each segment that the kernel sends again, and why, whether or not the device takes it.
 *
 * Since Linux 6.17 the tracepoint also tells of attempts that came to nothing before the segment was counted as
 * retransmitted and handed down (err < 0): these are filtered. What a queue dropped afterwards (err > 0) is recorded.
 *
 * Hook:   tracepoint tcp:tcp_retransmit_skb (net/ipv4/tcp_output.c, __tcp_retransmit_skb)
 * Emits:  struct tcp_retransmit_skb_event
 * Config: target_netns, filter, jiffy_us, retransmit_err
 */
#include <tcbee/cause.bpf.h>
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/segment.bpf.h>
#include <tcbee/state.bpf.h>

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(tcp_retransmit_skb, const struct sock *sk, const struct sk_buff *skb)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_RETRANSMIT_SKB);
	struct tcp_sock *tp = tcp_enter(counts, sk);
	struct tcp_retransmit_skb_event *event;

	if (!tp)
		return 0;
	if (config.retransmit_err && (__s32)ctx[2] < 0) {
		count(&counts->filtered);
		return 0;
	}
	event = event_reserve(counts, EVENT_TCP_RETRANSMIT_SKB, sizeof(*event), socket_cookie(&sk->__sk_common));
	if (!event)
		return 0;

	state_fill(&event->state, tp);
	event->seq = segment_seq(skb);
	event->end_seq = segment_end_seq(skb);
	event->segs = segment_segs(skb);
	event->tcp_flags = segment_flags(skb);
	cause_fill(event, (__u64)sk);
	__builtin_memset(event->reserved, 0, sizeof(event->reserved));
	event_submit(event);
	return 0;
}
