/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * packet_filter.bpf.h - does a packet belong to a wanted connection.
 *
 * On the way out its source is the local end, on the way in its destination. On loopback both ends are here: it is
 * wanted if one of them is.
 *
 * A packet on the way in has no socket. Where the owner decides, connections whose owner decides otherwise than for most
 * are noted in `flows`, found by their ends; in front of it `flow_noted_at` tells by one load that there is none.
 */
#ifndef TCBEE_PACKET_FILTER_BPF_H
#define TCBEE_PACKET_FILTER_BPF_H

#include <tcbee/flow.bpf.h>
#include <tcbee/flows.bpf.h>
#include <tcbee/packet.bpf.h>

#define LOOPBACK_IFINDEX 1 /* include/net/flow.h */

/* The two ends of the connection, seen from the one that sends (out) or that receives; false if they cannot be read. */
static __always_inline bool packet_ends(const struct packet *packet, const struct packet_headers *headers, bool out,
					struct ends *ends)
{
	struct address *source = out ? &ends->local : &ends->remote;
	struct address *dest = out ? &ends->remote : &ends->local;
	const struct ipv6hdr *ip;
	struct ipv6hdr buffer;

	ip = packet_at(packet, headers->ip, &buffer, sizeof(struct iphdr));
	if (!ip)
		return false;
	if (ip->version == 4) {
		address_mapped(source, ((const struct iphdr *)ip)->saddr);
		address_mapped(dest, ((const struct iphdr *)ip)->daddr);
	} else {
		ip = packet_at(packet, headers->ip, &buffer, sizeof(buffer));
		if (!ip)
			return false;
		address_read(source, &ip->saddr);
		address_read(dest, &ip->daddr);
	}
	ends->local_port = out ? headers->source : headers->dest;
	ends->remote_port = out ? headers->dest : headers->source;
	ends->zero = 0;
	return true;
}

/* Is it wanted, as far as its ports say? */
static __always_inline bool packet_ports_wanted(const struct packet_headers *headers, bool out)
{
	return ports_wanted(out ? headers->source : headers->dest, out ? headers->dest : headers->source);
}

/* Is it wanted, as far as its bytes say? */
static __always_inline bool packet_wanted_stateless(const struct packet *packet, const struct packet_headers *headers,
						    bool out)
{
	struct ends ends;

	if (!packet_ports_wanted(headers, out))
		return false;
	return !addresses_count() || (packet_ends(packet, headers, out, &ends) && addresses_wanted(&ends));
}

/* The verdict about the owner of the socket that sends; `known` is false if there is none that tells. */
static __always_inline bool sender_wanted(struct __sk_buff *skb, bool *known)
{
	struct bpf_sock *sk = skb->sk;
	struct tcp_sock *tp;

	*known = false;
	if (!sk)
		return owner_default();
	tp = bpf_skc_to_tcp_sock(sk);
	if (!tp || !tp->inet_conn.icsk_inet.sk.__sk_common.skc_dport)
		return owner_default();
	*known = true;
	return owner_wanted(tp);
}

/* The same of the socket, listener or connection, that will receive. */
static __always_inline bool receiver_wanted(struct __sk_buff *skb, const struct ends *ends, bool *known)
{
	struct bpf_sock_tuple tuple = {};
	struct tcp_sock *tp;
	struct bpf_sock *sk;
	bool wanted = owner_default();
	__u32 length;

	*known = false;
	if (ends->local.word[0] || (__u32)ends->local.word[1] != bpf_htonl(0xffff)) {
		__builtin_memcpy(tuple.ipv6.saddr, &ends->remote, 16);
		__builtin_memcpy(tuple.ipv6.daddr, &ends->local, 16);
		tuple.ipv6.sport = ends->remote_port;
		tuple.ipv6.dport = ends->local_port;
		length = sizeof(tuple.ipv6);
	} else {
		tuple.ipv4.saddr = ends->remote.word[1] >> 32;
		tuple.ipv4.daddr = ends->local.word[1] >> 32;
		tuple.ipv4.sport = ends->remote_port;
		tuple.ipv4.dport = ends->local_port;
		length = sizeof(tuple.ipv4);
	}
	sk = bpf_skc_lookup_tcp(skb, &tuple, length, BPF_F_CURRENT_NETNS, 0);
	if (!sk)
		return wanted;
	tp = bpf_skc_to_tcp_sock(sk);
	if (tp) {
		wanted = owner_wanted(tp);
		*known = true;
	}
	bpf_sk_release(sk);
	return wanted;
}

/* Is it wanted, as far as the owner of that end says? */
static __always_inline bool packet_owner_wanted(struct __sk_buff *skb, const struct ends *ends, bool syn, bool out)
{
	bool wanted, known;

	if (!syn && !flow_maybe_noted(ends))
		return owner_default();
	if (!out && !syn && flow_noted(ends))
		return !owner_default();
	wanted = out ? sender_wanted(skb, &known) : receiver_wanted(skb, ends, &known);
	if (!known)
		return flow_noted(ends) ? !owner_default() : owner_default();
	if (!out || syn)
		flow_note(ends, wanted);
	return wanted;
}

/* Is it wanted, seen from the end that sends (out) or that receives? */
static __always_inline bool packet_wanted_by(const struct packet *packet, const struct packet_headers *headers,
					     bool out)
{
	struct ends ends;

	if (!packet_ports_wanted(headers, out))
		return false;
	if (!addresses_count() && !owner_counts())
		return true;
	if (!packet_ends(packet, headers, out, &ends))
		return false;
	if (addresses_count() && !addresses_wanted(&ends))
		return false;
	return !owner_counts() || packet_owner_wanted(packet->context, &ends, headers->syn, out);
}

/* Does a packet at TCX or clsact belong to a wanted connection? */
static __always_inline bool packet_wanted(const struct packet *packet, const struct packet_headers *headers, bool out,
					  __u32 ifindex)
{
	if (packet_wanted_by(packet, headers, out))
		return true;
	return out && ifindex == LOOPBACK_IFINDEX && packet_wanted_by(packet, headers, false);
}

#endif
