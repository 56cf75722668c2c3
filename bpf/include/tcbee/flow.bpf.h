/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * flow.bpf.h - which connection is this, and is it wanted. Cheapest question first.
 */
#ifndef TCBEE_FLOW_BPF_H
#define TCBEE_FLOW_BPF_H

#include <linux/in.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <tcbee/filter.bpf.h>
#include <tcbee/hook.bpf.h>
#include <tcbee/kernel.h>
#include <tcbee/events.h>
#include <tcbee/flows.bpf.h>
#include <tcbee/owner.bpf.h>

#define AF_INET6 10   /* include/linux/socket.h */
#define SOCK_STREAM 1 /* include/linux/net.h */

/* Is the socket whole? Request sockets and those in TIME-WAIT are only a struct sock_common and little more. */
static __always_inline bool socket_full(const struct sock_common *common)
{
	return common->skc_state != BPF_TCP_NEW_SYN_RECV && common->skc_state != BPF_TCP_TIME_WAIT;
}

/* Is it one of those that were listed? */
static __always_inline bool netns_listed(__u32 netns)
{
#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < FILTER_NETNS; i++) {
		if (!filter.netns[i])
			break;
		if (filter.netns[i] == netns)
			return true;
	}
	return false;
}

static __always_inline bool netns_number_wanted(__u32 netns)
{
	if (config.target_netns && netns != config.target_netns)
		return false;
	return !filter.netns_listed || netns_listed(netns) == (filter.netns_listed == NETNS_LISTED);
}

static __always_inline bool netns_wanted(const struct sock_common *common)
{
	if (!config.target_netns && !filter.netns_listed)
		return true;
	return netns_number_wanted(common->skc_net.net->ns.inum);
}

/* Fills all of `ends`, of request sockets and those in TIME-WAIT too. */
static __always_inline void ends_fill(struct ends *ends, const struct sock_common *common, __be16 local_port)
{
	if (common->skc_family == AF_INET6) {
		address_read(&ends->local, &common->skc_v6_rcv_saddr);
		address_read(&ends->remote, &common->skc_v6_daddr);
	} else {
		address_mapped(&ends->local, common->skc_rcv_saddr);
		address_mapped(&ends->remote, common->skc_daddr);
	}
	ends->local_port = local_port;
	ends->remote_port = common->skc_dport;
	ends->zero = 0;
}

/* Is a connection between these ends wanted, by all but its namespace? Where nothing but the ends is known. */
static __always_inline bool ends_wanted(const struct ends *ends)
{
	if (!ports_wanted(ends->local_port, ends->remote_port) || (addresses_count() && !addresses_wanted(ends)))
		return false;
	if (!owner_counts())
		return true;
	return flow_noted(ends) ? !owner_default() : owner_default();
}

/* Is the connection of a socket wanted, as far as its namespace and its ends say? The port is in network order. */
static __always_inline bool common_wanted(const struct sock_common *common, __be16 local_port)
{
	struct ends ends;

	if (!netns_wanted(common) || !ports_wanted(local_port, common->skc_dport))
		return false;
	if (!addresses_count())
		return true;
	ends_fill(&ends, common, local_port);
	return addresses_wanted(&ends);
}

/*
 * The connection of a socket, or NULL if it is not wanted or no connection: it must be TCP, and have a remote end. The
 * port is inet_sport, since skc_num is taken away when the socket closes (net/ipv4/inet_hashtables.c, inet_put_port).
 */
static __always_inline struct tcp_sock *tcp_wanted(const struct sock *sk)
{
	const struct sock_common *common = &sk->__sk_common;
	struct tcp_sock *tp;

	if (!socket_full(common) || sk->sk_protocol != IPPROTO_TCP || !common->skc_dport)
		return NULL;
	tp = bpf_skc_to_tcp_sock((void *)sk);
	if (!tp || !common_wanted(common, tp->inet_conn.icsk_inet.inet_sport) || !owner_wanted(tp))
		return NULL;
	return tp;
}

/* Notes what the owner of this connection says of it. */
static __always_inline void owner_note(struct tcp_sock *tp)
{
	const struct inet_sock *inet = &tp->inet_conn.icsk_inet;
	struct ends ends;

	if (!inet->sk.__sk_common.skc_dport)
		return;
	ends_fill(&ends, &inet->sk.__sk_common, inet->inet_sport);
	flow_note(&ends, owner_wanted(tp));
}

/* At each change of state: who connects or listens owns the socket; an established connection can be noted. */
static __always_inline void owner_follow(const struct sock *sk, int newstate)
{
	struct tcp_sock *tp;

	if (!owner_counts() || sk->sk_protocol != IPPROTO_TCP)
		return;
	tp = bpf_skc_to_tcp_sock((void *)sk);
	if (!tp)
		return;
	if (newstate == BPF_TCP_SYN_SENT || newstate == BPF_TCP_LISTEN)
		owner_claim(tp);
	else if (newstate == BPF_TCP_ESTABLISHED)
		owner_note(tp);
}

/* Of a socket of which nobody saw who connected or listened, the caller is the owner. */
static __always_inline void owner_call(const struct sock *sk)
{
	struct tcp_sock *tp;
	__u32 *mark;

	if (!owner_counts() || sk->sk_protocol != IPPROTO_TCP)
		return;
	tp = bpf_skc_to_tcp_sock((void *)sk);
	if (!tp)
		return;
	mark = bpf_sk_storage_get(&owners, tp, NULL, 0);
	if (mark && *mark & OWNER_PROCESS_ASKED)
		return;
	owner_claim(tp);
	owner_note(tp);
}

/* Of a socket that may be a listener, a request or in TIME-WAIT: the first is asked, the others are looked up. */
static __always_inline bool owner_wanted_any(const struct sock *sk)
{
	struct tcp_sock *tp;
	struct ends ends;

	if (!owner_counts())
		return true;
	tp = bpf_skc_to_tcp_sock((void *)sk);
	if (tp)
		return owner_wanted(tp);
	ends_fill(&ends, &sk->__sk_common, bpf_htons(sk->__sk_common.skc_num));
	return flow_noted(&ends) ? !owner_default() : owner_default();
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

/* The same in a call of the process that owns the socket. */
static __always_inline struct tcp_sock *tcp_enter_caller(struct hook_counts *counts, const struct sock *sk)
{
	owner_call(sk);
	return tcp_enter(counts, sk);
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
