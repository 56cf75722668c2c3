/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * flow.bpf.h - which connection is this, and is it wanted. Cheapest question first.
 */
#ifndef TCBEE_FLOW_BPF_H
#define TCBEE_FLOW_BPF_H

#include <linux/in.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <tcbee/hook.bpf.h>
#include <tcbee/kernel.h>
#include <tcbee/events.h>

#define AF_INET6 10   /* include/linux/socket.h */
#define SOCK_STREAM 1 /* include/linux/net.h */

/* Does a packet between these ports (network order) belong to a wanted connection? */
static __always_inline bool ports_wanted(__be16 source, __be16 dest)
{
	__be16 target = bpf_htons(config.target_port);

	return !config.target_port || source == target || dest == target;
}

/* Is the socket whole? Request sockets and those in TIME-WAIT are only a struct sock_common and little more. */
static __always_inline bool socket_full(const struct sock_common *common)
{
	return common->skc_state != BPF_TCP_NEW_SYN_RECV && common->skc_state != BPF_TCP_TIME_WAIT;
}

static __always_inline bool netns_wanted(const struct sock_common *common)
{
	return !config.target_netns || common->skc_net.net->ns.inum == config.target_netns;
}

/*
 * The connection of a socket, or NULL if it is not wanted or no connection: it must be TCP, and have a remote end. The
 * port is inet_sport, since skc_num is taken away when the socket closes (net/ipv4/inet_hashtables.c, inet_put_port).
 */
static __always_inline struct tcp_sock *tcp_wanted(const struct sock *sk)
{
	const struct sock_common *common = &sk->__sk_common;
	struct tcp_sock *tp;

	if (!socket_full(common) || sk->sk_protocol != IPPROTO_TCP || !common->skc_dport || !netns_wanted(common))
		return NULL;
	tp = bpf_skc_to_tcp_sock((void *)sk);
	if (!tp || !ports_wanted(tp->inet_conn.icsk_inet.inet_sport, common->skc_dport))
		return NULL;
	return tp;
}

/* tcp_wanted(), counted; NULL ends the program. */
static __always_inline struct tcp_sock *tcp_enter(struct hook_counts *counts, const struct sock *sk)
{
	struct tcp_sock *tp;

	if (!counts)
		return NULL;
	tp = tcp_wanted(sk);
	if (!tp)
		count(&counts->filtered);
	return tp;
}

/* The socket's cookie; it has one afterwards. Reading it costs a load, making it a call, once in the socket's life. */
static __always_inline __u64 socket_cookie(const struct sock_common *common)
{
	__u64 cookie = common->skc_cookie.counter;

	return cookie ? cookie : bpf_get_socket_cookie((void *)common);
}

static __always_inline void address_map(__u8 to[16], __be32 address)
{
	*(__u64 *)to = 0;
	*(__u32 *)(to + 8) = bpf_htonl(0xffff);
	*(__u32 *)(to + 12) = address;
}

static __always_inline void address_copy(__u8 to[16], const struct in6_addr *from)
{
	*(__u64 *)to = *(const __u64 *)from;
	*(__u64 *)(to + 8) = *((const __u64 *)from + 1);
}

/* Fills all of the tuple, of request sockets and those in TIME-WAIT too. The port is in network order. */
static __always_inline void tuple_fill(struct socket_tuple *tuple, const struct sock_common *common, __be16 local_port)
{
	if (common->skc_family == AF_INET6) {
		address_copy(tuple->local_address, &common->skc_v6_rcv_saddr);
		address_copy(tuple->remote_address, &common->skc_v6_daddr);
	} else {
		address_map(tuple->local_address, common->skc_rcv_saddr);
		address_map(tuple->remote_address, common->skc_daddr);
	}
	tuple->local_port = bpf_ntohs(local_port);
	tuple->remote_port = bpf_ntohs(common->skc_dport);
	tuple->netns = common->skc_net.net->ns.inum;
}

#endif
