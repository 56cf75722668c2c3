/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * skb.bpf.h - what a packet's own headers say, wherever in the stack it is.
 */
#ifndef TCBEE_SKB_BPF_H
#define TCBEE_SKB_BPF_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <tcbee/flow.bpf.h>

#define NO_HEADER 0xffff /* of network_header: not set (include/linux/skbuff.h) */

struct skb_headers {
	union {
		struct iphdr ipv4;
		struct ipv6hdr ipv6;
	};
	struct tcphdr tcp;
	__u32 ip_length;
	__u32 total; /* bytes from the IP header on */
};

static __always_inline bool skb_is_tcp(const struct sk_buff *skb, struct skb_headers *headers)
{
	__be16 protocol = skb->protocol;
	__u32 network = skb->network_header;
	const void *at = skb->head + network;

	if ((protocol != bpf_htons(ETH_P_IP) && protocol != bpf_htons(ETH_P_IPV6)) || network == NO_HEADER)
		return false;
	if (bpf_probe_read_kernel(&headers->ipv6, sizeof(headers->ipv6), at))
		return false;
	if (protocol == bpf_htons(ETH_P_IP)) {
		if (headers->ipv4.version != 4 || headers->ipv4.protocol != IPPROTO_TCP ||
		    headers->ipv4.frag_off & bpf_htons(0x1fff))
			return false;
		headers->ip_length = headers->ipv4.ihl * 4;
		headers->total = bpf_ntohs(headers->ipv4.tot_len);
	} else {
		if (headers->ipv6.version != 6 || headers->ipv6.nexthdr != IPPROTO_TCP)
			return false;
		headers->ip_length = sizeof(struct ipv6hdr);
		headers->total = headers->ip_length + bpf_ntohs(headers->ipv6.payload_len);
	}
	return bpf_probe_read_kernel(&headers->tcp, sizeof(headers->tcp), at + headers->ip_length) == 0;
}

/* Which network namespace it is in, as far as its device tells; 0 is not known. */
static __always_inline __u32 skb_netns(const struct sk_buff *skb)
{
	const struct net_device *dev = skb->dev;

	return dev ? dev->nd_net.net->ns.inum : 0;
}

static __always_inline __u32 skb_ifindex(const struct sk_buff *skb)
{
	const struct net_device *dev = skb->dev;

	return dev ? dev->ifindex : skb->skb_iif;
}

static __always_inline void packet_tuple_fill(struct packet_tuple *tuple, const struct skb_headers *headers,
					      __u32 netns)
{
	if (headers->ip_length == sizeof(struct ipv6hdr) && headers->ipv6.version == 6) {
		address_copy(tuple->source_address, &headers->ipv6.saddr);
		address_copy(tuple->dest_address, &headers->ipv6.daddr);
	} else {
		address_map(tuple->source_address, headers->ipv4.saddr);
		address_map(tuple->dest_address, headers->ipv4.daddr);
	}
	tuple->source_port = bpf_ntohs(headers->tcp.source);
	tuple->dest_port = bpf_ntohs(headers->tcp.dest);
	tuple->netns = netns;
}

/* Is the packet of a wanted connection? Nobody says which way it went, so either end may be the local one. */
static __always_inline bool skb_wanted(const struct skb_headers *headers, __u32 netns)
{
	struct ends there = {.local_port = headers->tcp.source, .remote_port = headers->tcp.dest};
	struct ends back = {.local_port = headers->tcp.dest, .remote_port = headers->tcp.source};

	if (!netns_number_wanted(netns))
		return false;
	if (headers->ip_length == sizeof(struct ipv6hdr) && headers->ipv6.version == 6) {
		address_read(&there.local, &headers->ipv6.saddr);
		address_read(&there.remote, &headers->ipv6.daddr);
	} else {
		address_mapped(&there.local, headers->ipv4.saddr);
		address_mapped(&there.remote, headers->ipv4.daddr);
	}
	back.local = there.remote;
	back.remote = there.local;
	return ends_wanted(&there) || ends_wanted(&back);
}

/* As in the header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128. */
static __always_inline __u32 skb_tcp_flags(const struct skb_headers *headers)
{
	return ((const __u8 *)&headers->tcp)[13];
}

/* 0 too where a packet is too long for its IP header to say how long (BIG TCP). */
static __always_inline __u32 skb_payload(const struct skb_headers *headers)
{
	__u32 length = headers->ip_length + headers->tcp.doff * 4;

	return headers->total > length ? headers->total - length : 0;
}

#endif
