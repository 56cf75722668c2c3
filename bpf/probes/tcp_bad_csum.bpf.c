/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_bad_csum - each segment that arrives with a wrong checksum. It reaches no socket.
 *
 * Hook:   tracepoint tcp:tcp_bad_csum (net/ipv4/tcp_ipv4.c, tcp_v4_rcv; Linux >= 5.10)
 * Emits:  struct tcp_bad_csum_event
 * Config: target_netns, filter
 */
#include <tcbee/ring.bpf.h>
#include <tcbee/skb.bpf.h>

SEC("tp_btf/tcp_bad_csum")
int BPF_PROG(tcp_bad_csum, const struct sk_buff *skb)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_BAD_CSUM);
	struct tcp_bad_csum_event *event;
	struct skb_headers headers;
	__u32 netns;

	if (!counts)
		return 0;
	netns = skb_netns(skb);
	if (!skb_is_tcp(skb, &headers) || !skb_wanted(&headers, netns)) {
		count(&counts->filtered);
		return 0;
	}
	event = event_reserve(counts, EVENT_TCP_BAD_CSUM, sizeof(*event), 0);
	if (!event)
		return 0;

	packet_tuple_fill(&event->tuple, &headers, netns);
	event->seq = bpf_ntohl(headers.tcp.seq);
	event->ack_seq = bpf_ntohl(headers.tcp.ack_seq);
	event->payload_length = skb_payload(&headers);
	event->ifindex = skb_ifindex(skb);
	event->tcp_flags = skb_tcp_flags(&headers);
	event->window = bpf_ntohs(headers.tcp.window);
	event_submit(event);
	return 0;
}
