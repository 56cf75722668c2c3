/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_reset - each RST that a socket sends or receives, and each sent to a packet for which there is no socket.
 *
 * Hook:   tracepoints tcp:tcp_send_reset and tcp:tcp_receive_reset (net/ipv4/tcp_ipv4.c, net/ipv4/tcp_input.c)
 * Emits:  struct tcp_reset_event
 * Config: target_netns, filter, reset_reason
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/skb.bpf.h>

/* In network order. A socket that closes loses skc_num but not inet_sport; what is not whole has skc_num only. */
static __always_inline __be16 local_port(const struct sock *sk)
{
	struct tcp_sock *tp = bpf_skc_to_tcp_sock((void *)sk);

	return tp ? tp->inet_conn.icsk_inet.inet_sport : bpf_htons(sk->__sk_common.skc_num);
}

static __always_inline int reset_tell(enum hook_id hook, const struct sock *sk, __u32 sent, __u32 reason)
{
	struct hook_counts *counts = hook_enter(hook);
	const struct sock_common *common;
	struct tcp_reset_event *event;

	if (!counts)
		return 0;
	common = &sk->__sk_common;
	if (!sk || !common->skc_dport || !common_wanted(common, local_port(sk)) || !owner_wanted_any(sk)) {
		count(&counts->filtered);
		return 0;
	}
	event = event_reserve(counts, EVENT_TCP_RESET, sizeof(*event), socket_cookie(common));
	if (!event)
		return 0;

	tuple_fill(&event->tuple, common, local_port(sk));
	event->sent = sent;
	event->reason = reason;
	event_submit(event);
	return 0;
}

/* No socket wanted the packet: the RST's ends are the packet's, turned round. */
static __always_inline int reset_answer(const struct sk_buff *skb, __u32 reason)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_SEND_RESET);
	struct tcp_reset_event *event;
	struct skb_headers headers;
	struct packet_tuple tuple;
	__u32 netns;

	if (!counts)
		return 0;
	netns = skb ? skb_netns(skb) : 0;
	if (!skb || !skb_is_tcp(skb, &headers) || !skb_wanted(&headers, netns)) {
		count(&counts->filtered);
		return 0;
	}
	event = event_reserve(counts, EVENT_TCP_RESET, sizeof(*event), 0);
	if (!event)
		return 0;

	packet_tuple_fill(&tuple, &headers, netns);
	__builtin_memcpy(event->tuple.local_address, tuple.dest_address, sizeof(tuple.dest_address));
	__builtin_memcpy(event->tuple.remote_address, tuple.source_address, sizeof(tuple.source_address));
	event->tuple.local_port = tuple.dest_port;
	event->tuple.remote_port = tuple.source_port;
	event->tuple.netns = netns;
	event->sent = 1;
	event->reason = reason;
	event_submit(event);
	return 0;
}

SEC("tp_btf/tcp_send_reset")
int BPF_PROG(tcp_send_reset, const struct sock *sk, const struct sk_buff *skb)
{
	__u32 reason = config.reset_reason ? ctx[2] : 0;

	return sk ? reset_tell(HOOK_TCP_SEND_RESET, sk, 1, reason) : reset_answer(skb, reason);
}

SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(tcp_receive_reset, const struct sock *sk)
{
	return reset_tell(HOOK_TCP_RECEIVE_RESET, sk, 0, 0);
}
