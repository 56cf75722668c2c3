/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * kfree_skb - each TCP packet that the kernel drops for a reason, and where in its code.
 *
 * The hook is every packet of the machine that is freed and not consumed, so the cheapest question comes first.
 *
 * Hook:   tracepoint skb:kfree_skb (net/core/skbuff.c; its reason since Linux 5.17)
 * Emits:  struct kfree_skb_event
 * Config: target_netns, filter, kfree_rx_sk
 */
#include <tcbee/ring.bpf.h>
#include <tcbee/skb.bpf.h>

/* How often each address in the kernel's code dropped, for the recorder to name them. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u64);
} places SEC(".maps");

static __always_inline bool reason_told(__u32 reason)
{
	if (bpf_core_enum_value_exists(enum skb_drop_reason, SKB_CONSUMED) &&
	    reason <= bpf_core_enum_value(enum skb_drop_reason, SKB_CONSUMED))
		return false;
	return reason && reason != bpf_core_enum_value(enum skb_drop_reason, SKB_DROP_REASON_NOT_SPECIFIED);
}

static __always_inline void place_note(__u64 location)
{
	__u64 *known = bpf_map_lookup_elem(&places, &location);
	__u64 one = 1;

	if (known)
		count(known);
	else
		bpf_map_update_elem(&places, &location, &one, BPF_NOEXIST);
}

SEC("tp_btf/kfree_skb")
int BPF_PROG(kfree_skb, const struct sk_buff *skb, __u64 location, __u32 reason)
{
	struct hook_counts *counts = hook_enter(HOOK_KFREE_SKB);
	struct kfree_skb_event *event;
	struct skb_headers headers;
	const struct sock *sk;
	__u64 cookie = 0;
	__u32 netns;

	if (!counts)
		return 0;
	if (!reason_told(reason) || !skb_is_tcp(skb, &headers))
		goto filtered;
	sk = skb->sk;
	if (config.kfree_rx_sk && ctx[3])
		sk = (const struct sock *)ctx[3];
	if (sk) {
		cookie = sk->__sk_common.skc_cookie.counter;
		netns = sk->__sk_common.skc_net.net->ns.inum;
	} else {
		netns = skb_netns(skb);
	}
	if (!skb_wanted(&headers, netns))
		goto filtered;
	event = event_reserve(counts, EVENT_KFREE_SKB, sizeof(*event), cookie);
	if (!event)
		return 0;

	packet_tuple_fill(&event->tuple, &headers, netns);
	event->location = location;
	event->seq = bpf_ntohl(headers.tcp.seq);
	event->ack_seq = bpf_ntohl(headers.tcp.ack_seq);
	event->payload_length = skb_payload(&headers);
	event->ifindex = skb_ifindex(skb);
	event->tcp_flags = skb_tcp_flags(&headers);
	event->reason = reason;
	event_submit(event);
	place_note(location);
	return 0;

filtered:
	count(&counts->filtered);
	return 0;
}
