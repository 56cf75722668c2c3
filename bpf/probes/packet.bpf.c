/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * packet - the TCP/IP headers of each packet that passes an interface, as the stack hands it over: on the way out
 * before it is segmented (GSO), on the way in after it was put together (GRO).
 *
 * Hook:   TCX (Linux >= 6.6) or clsact; packet_ingress and packet_egress where packets begin with an Ethernet header,
 *         packet_ingress_raw and packet_egress_raw where they begin with the IP header
 * Emits:  struct packet_event, struct packet_state_event
 * Config: filter, packet_hook, packet_netns, packet_state, jiffy_us
 */
#include <tcbee/packet_event.bpf.h>
#include <tcbee/packet_filter.bpf.h>

#define TC_NEXT -1 /* TCX_NEXT, TC_ACT_UNSPEC: let the packet go its way */

/*
 * The socket that sends the packet if it is whole and has a remote end, and its cookie; else NULL, and the cookie that
 * the connection will inherit from its request socket (net/ipv4/inet_connection_sock.c, inet_csk_clone_lock), or 0.
 * Listeners, and the kernel's own raw sockets, answer for no connection.
 */
static __always_inline struct tcp_sock *packet_sender(struct __sk_buff *skb, __u64 *cookie)
{
	const struct sock_common *common;
	struct bpf_sock *sk = skb->sk;
	struct tcp_sock *tp;

	*cookie = 0;
	if (!sk)
		return NULL;
	tp = bpf_skc_to_tcp_sock(sk);
	if (!tp) {
		if (sk->state == BPF_TCP_NEW_SYN_RECV || sk->state == BPF_TCP_TIME_WAIT)
			*cookie = bpf_get_socket_cookie(skb);
		return NULL;
	}
	common = &tp->inet_conn.icsk_inet.sk.__sk_common;
	if (tp->inet_conn.icsk_inet.sk.sk_type != SOCK_STREAM || !common->skc_dport)
		return NULL;
	*cookie = common->skc_cookie.counter;
	if (!*cookie)
		*cookie = bpf_get_socket_cookie(skb);
	return tp;
}

static __always_inline int packet_hook(struct __sk_buff *skb, enum hook_id hook, enum packet_direction direction,
				       bool ethernet)
{
	struct hook_counts *counts = hook_enter(hook);
	struct packet packet = {
		.context = skb,
		.data = (void *)(long)skb->data,
		.data_end = (void *)(long)skb->data_end,
		.length = skb->len,
		.segmented = skb->gso_size != 0,
	};
	struct packet_headers headers;
	struct packet_about about;
	struct tcp_sock *tp = NULL;
	__u64 cookie = 0;

	if (!counts)
		return TC_NEXT;
	if (!(ethernet ? ethernet_parse(&packet, &headers) : ip_parse(&packet, &headers)) ||
	    !packet_wanted(&packet, &headers, direction == DIRECTION_OUT, skb->ifindex)) {
		count_alone(&counts->filtered);
		return TC_NEXT;
	}
	if (direction == DIRECTION_OUT)
		tp = packet_sender(skb, &cookie);
	about = (struct packet_about){
		.cookie = cookie,
		.ifindex = skb->ifindex,
		.gso_segs = skb->gso_segs,
		.gso_size = skb->gso_size,
		.direction = direction,
		.hook = config.packet_hook,
	};
	if (config.packet_netns)
		about.netns = device_netns(BPF_CORE_READ((struct sk_buff *)skb, dev));
	if (tp && config.packet_state)
		packet_state_tell(counts, &packet, &headers, &about, tp);
	else
		packet_tell(counts, &packet, &headers, &about);
	return TC_NEXT;
}

SEC("tc")
int packet_ingress(struct __sk_buff *skb)
{
	return packet_hook(skb, HOOK_PACKET_INGRESS, DIRECTION_IN, true);
}

SEC("tc")
int packet_egress(struct __sk_buff *skb)
{
	return packet_hook(skb, HOOK_PACKET_EGRESS, DIRECTION_OUT, true);
}

SEC("tc")
int packet_ingress_raw(struct __sk_buff *skb)
{
	return packet_hook(skb, HOOK_PACKET_INGRESS_RAW, DIRECTION_IN, false);
}

SEC("tc")
int packet_egress_raw(struct __sk_buff *skb)
{
	return packet_hook(skb, HOOK_PACKET_EGRESS_RAW, DIRECTION_OUT, false);
}
