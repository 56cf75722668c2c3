/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * socket.bpf.h - tells what a socket is, so that all its other events need only its cookie.
 */
#ifndef TCBEE_SOCKET_BPF_H
#define TCBEE_SOCKET_BPF_H

#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/state.bpf.h>

#define TCP_ECN_OK 0x11 /* RFC 3168 or Accurate ECN: TCP_ECN_OK, TCP_ECN_MODE_* of include/net/tcp.h */

enum socket_reason {
	REASON_FOUND = 1,
	REASON_CONNECT = 2,
	REASON_ESTABLISHED = 3,
	REASON_FIRST_CALL = 4,
};

enum socket_opened {
	OPENED_ACTIVE = 0,
	OPENED_PASSIVE = 1,
	OPENED_UNKNOWN = 2,
};

/* Whether the owner of the socket was told, in a connect or a first call. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, __u32);
} described SEC(".maps");

static __always_inline void options_fill(struct socket_event *event, const struct tcp_sock *tp)
{
	event->advmss = tp->advmss;
	event->snd_wscale = BPF_CORE_READ_BITFIELD(tp, rx_opt.snd_wscale);
	event->rcv_wscale = BPF_CORE_READ_BITFIELD(tp, rx_opt.rcv_wscale);
	event->wscale_ok = BPF_CORE_READ_BITFIELD(tp, rx_opt.wscale_ok);
	event->sack_ok = BPF_CORE_READ_BITFIELD(tp, rx_opt.sack_ok) != 0;
	event->tstamp_ok = BPF_CORE_READ_BITFIELD(tp, rx_opt.tstamp_ok);
	event->ecn_ok = (tp->ecn_flags & TCP_ECN_OK) != 0;
}

/* One socket_event, counted by `counts`; false if it was lost. The caller's process is its owner if `pid` is not 0. */
static __always_inline bool socket_tell(struct hook_counts *counts, const struct tcp_sock *tp,
					enum socket_reason reason, enum socket_opened opened, __u32 pid)
{
	const struct sock *sk = &tp->inet_conn.icsk_inet.sk;
	const __u64 *congestion_control;
	struct socket_event *event;

	if (!counts)
		return false;
	event = event_reserve(counts, EVENT_SOCKET, sizeof(*event), socket_cookie(&sk->__sk_common));
	if (!event)
		return false;

	state_fill(&event->state, tp);
	tuple_fill(&event->tuple, &sk->__sk_common, tp->inet_conn.icsk_inet.inet_sport);
	options_fill(event, tp);
	event->cgroup = sk->sk_cgrp_data.cgroup->kn->id;
	event->reason = reason;
	event->pid = pid;
	event->uid = sk->sk_uid.val;
	event->passive = opened;
	__builtin_memset(event->reserved, 0, sizeof(event->reserved));
	__builtin_memset(event->comm, 0, sizeof(event->comm));
	if (pid)
		bpf_get_current_comm(event->comm, sizeof(event->comm));
	congestion_control = (const __u64 *)&tp->inet_conn.icsk_ca_ops->name;
	((__u64 *)event->congestion_control)[0] = congestion_control[0];
	((__u64 *)event->congestion_control)[1] = congestion_control[1];
	event_submit(event);
	return true;
}

/* Tells once whose socket it is. Only where the current process is its owner. */
static __always_inline void owner_tell(struct tcp_sock *tp, enum socket_reason reason, enum socket_opened opened,
				       __u32 pid)
{
	__u32 *told = bpf_sk_storage_get(&described, tp, NULL, BPF_SK_STORAGE_GET_F_CREATE);

	if (told && *told)
		return;
	if (socket_tell(hook_enter(HOOK_SOCKET), tp, reason, opened, pid) && told)
		*told = 1;
}

#endif
