/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * packet.bpf.h - finds the IP and TCP headers in a packet, never looks further.
 *
 * Two views of a packet, sk_buff (TC) and xdp_buff (XDP), made one by struct packet; all of it is inlined. Bytes that
 * are not in the linear part of the packet are fetched by a helper.
 */
#ifndef TCBEE_PACKET_BPF_H
#define TCBEE_PACKET_BPF_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <tcbee/hook.bpf.h>

#define IPV4_OFFSET 0x1fff /* fragment offset, RFC 791 section 3.1 */
#define IPV6_OFFSET 0xfff8 /* fragment offset, RFC 8200 section 4.5 */
#define IPV6_EXTENSIONS 6  /* as many as RFC 8200 section 4.1 lists before TCP */
#define VLAN_TAGS 2	   /* 802.1ad around 802.1Q */

struct packet {
	void *context; /* struct __sk_buff or struct xdp_md */
	void *data;
	void *data_end;
	__u32 length;	/* bytes from data, paged ones included */
	bool segmented; /* GSO or GRO: the lengths in the IP header do not count */
	bool xdp;
};

/* Where the headers of a TCP packet are, in bytes from packet.data, and how long. */
struct packet_headers {
	__u32 ip;
	__u32 ip_length; /* extension headers included */
	__u32 tcp;
	__u32 tcp_length; /* options included */
	__u32 total;	  /* bytes from `ip` to the end of the payload, padding of the frame excluded */
	__be16 source;
	__be16 dest;
	bool syn; /* SYN without ACK: the first packet of a connection */
};

static __always_inline bool packet_load(const struct packet *packet, __u32 offset, void *to, __u32 length)
{
	if (packet->xdp)
		return !bpf_xdp_load_bytes(packet->context, offset, to, length);
	return !bpf_skb_load_bytes(packet->context, offset, to, length);
}

/* `length` bytes at `offset`, in place or copied to `buffer`; NULL if the packet ends before. */
static __always_inline const void *packet_at(const struct packet *packet, __u32 offset, void *buffer, __u32 length)
{
	const void *at = packet->data + offset;

	if (at + length <= packet->data_end)
		return at;
	return packet_load(packet, offset, buffer, length) ? buffer : NULL;
}

static __always_inline bool tcp_parse(const struct packet *packet, struct packet_headers *headers)
{
	const struct tcphdr *tcp;
	struct tcphdr buffer;

	tcp = packet_at(packet, headers->tcp, &buffer, sizeof(buffer));
	if (!tcp || tcp->doff < sizeof(*tcp) / 4)
		return false;
	headers->source = tcp->source;
	headers->dest = tcp->dest;
	headers->syn = tcp->syn && !tcp->ack;
	headers->tcp_length = tcp->doff * 4;
	headers->ip_length = headers->tcp - headers->ip;
	if (packet->segmented || headers->total > packet->length - headers->ip)
		headers->total = packet->length - headers->ip;
	return headers->ip_length + headers->tcp_length <= headers->total;
}

static __always_inline bool ipv4_parse(const struct packet *packet, struct packet_headers *headers)
{
	const struct iphdr *ip;
	struct iphdr buffer;

	ip = packet_at(packet, headers->ip, &buffer, sizeof(buffer));
	if (!ip || ip->protocol != IPPROTO_TCP || ip->ihl < sizeof(*ip) / 4 || ip->frag_off & bpf_htons(IPV4_OFFSET))
		return false;
	headers->total = bpf_ntohs(ip->tot_len);
	headers->tcp = headers->ip + ip->ihl * 4;
	return tcp_parse(packet, headers);
}

/* The length of one extension header before TCP; 0 if it is none, or a later fragment. RFC 8200, RFC 4302. */
static __always_inline __u32 ipv6_extension(__u8 protocol, const __u8 *bytes)
{
	switch (protocol) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS:
		return (bytes[1] + 1) * 8;
	case IPPROTO_FRAGMENT:
		return ((bytes[2] << 8 | bytes[3]) & IPV6_OFFSET) ? 0 : 8;
	case IPPROTO_AH:
		return (bytes[1] + 2) * 4;
	default:
		return 0;
	}
}

static __always_inline bool ipv6_parse(const struct packet *packet, struct packet_headers *headers)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buffer;
	__u8 protocol;
	__u32 at;

	ip = packet_at(packet, headers->ip, &buffer, sizeof(buffer));
	if (!ip)
		return false;
	/* a jumbogram (RFC 2675) has no length here */
	headers->total = ip->payload_len ? bpf_ntohs(ip->payload_len) + sizeof(*ip) : packet->length;
	protocol = ip->nexthdr;
	at = headers->ip + sizeof(*ip);
	for (int i = 0; i < IPV6_EXTENSIONS && protocol != IPPROTO_TCP; i++) {
		const __u8 *bytes;
		__u8 extension[4];
		__u32 length;

		bytes = packet_at(packet, at, extension, sizeof(extension));
		length = bytes ? ipv6_extension(protocol, bytes) : 0;
		if (!length)
			return false;
		protocol = bytes[0];
		at += length;
	}
	headers->tcp = at;
	return protocol == IPPROTO_TCP && tcp_parse(packet, headers);
}

/* Of a packet that begins with its IP header. False if it is not TCP, or not the beginning of it. */
static __always_inline bool ip_parse(const struct packet *packet, struct packet_headers *headers)
{
	const __u8 *version;
	__u8 buffer;

	headers->ip = 0;
	version = packet_at(packet, 0, &buffer, sizeof(buffer));
	if (!version)
		return false;
	if (*version >> 4 == 4)
		return ipv4_parse(packet, headers);
	return *version >> 4 == 6 && ipv6_parse(packet, headers);
}

/* Of a packet that begins with its Ethernet header; a tag that is not in the bytes is not looked for. */
static __always_inline bool ethernet_parse(const struct packet *packet, struct packet_headers *headers)
{
	__u32 at = offsetof(struct ethhdr, h_proto);
	const __be16 *type;
	__be16 buffer;

	type = packet_at(packet, at, &buffer, sizeof(buffer));
	for (int i = 0; i < VLAN_TAGS; i++) {
		if (!type || (*type != bpf_htons(ETH_P_8021Q) && *type != bpf_htons(ETH_P_8021AD)))
			break;
		at += 4;
		type = packet_at(packet, at, &buffer, sizeof(buffer));
	}
	if (!type)
		return false;
	headers->ip = at + sizeof(*type);
	if (*type == bpf_htons(ETH_P_IP))
		return ipv4_parse(packet, headers);
	return *type == bpf_htons(ETH_P_IPV6) && ipv6_parse(packet, headers);
}

#endif
