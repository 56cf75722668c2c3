/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_rcvbuf_grow - the receiver finds its buffer too small for the rate at which the application reads.
 *
 * Hook:   tracepoint tcp:tcp_rcvbuf_grow (net/ipv4/tcp_input.c, tcp_rcv_space_adjust; Linux >= 6.16), before the kernel
 *         decides; else tracepoint tcp:tcp_rcv_space_adjust, at the first read after the buffer has grown
 * Emits:  struct tcp_rcvbuf_grow_event
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/state.bpf.h>

/* What the receive buffer of a socket was at its last read. */
struct rcvbuf_seen {
	__u32 rcvbuf;
	__u32 space;
	__u64 time; /* us, when the measurement began */
	__u32 seq;  /* and where in the stream */
	__u32 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct rcvbuf_seen);
} rcvbufs SEC(".maps");

static __always_inline struct tcp_rcvbuf_grow_event *grow_begin(struct hook_counts *counts, const struct tcp_sock *tp)
{
	const struct sock_common *common = &tp->inet_conn.icsk_inet.sk.__sk_common;
	struct tcp_rcvbuf_grow_event *event;

	event = event_reserve(counts, EVENT_TCP_RCVBUF_GROW, sizeof(*event), socket_cookie(common));
	if (!event)
		return NULL;
	state_fill(&event->state, tp);
	event->inq = tp->rcv_nxt - tp->copied_seq;
	return event;
}

SEC("tp_btf/tcp_rcvbuf_grow")
int BPF_PROG(tcp_rcvbuf_grow, const struct sock *sk, int time)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_RCVBUF_GROW);
	struct tcp_sock *tp = tcp_enter(counts, sk);
	struct tcp_rcvbuf_grow_event *event;

	if (!tp)
		return 0;
	event = grow_begin(counts, tp);
	if (!event)
		return 0;

	event->time_us = time;
	event->copied = tp->copied_seq - tp->rcvq_space.seq;
	event->rcvbuf_old = sk->sk_rcvbuf;
	event->rcvbuf_new = 0;
	event->rcvq_space_old = tp->rcvq_space.space;
	event_submit(event);
	return 0;
}

SEC("tp_btf/tcp_rcv_space_adjust")
int BPF_PROG(tcp_rcv_space_adjust, struct sock *sk)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_RCV_SPACE_ADJUST);
	struct tcp_sock *tp = tcp_enter(counts, sk);
	struct tcp_rcvbuf_grow_event *event;
	struct rcvbuf_seen *seen, before;

	if (!tp)
		return 0;
	seen = bpf_sk_storage_get(&rcvbufs, sk, NULL, BPF_SK_STORAGE_GET_F_CREATE);
	if (!seen) {
		count(&counts->filtered);
		return 0;
	}
	before = *seen;
	*seen = (struct rcvbuf_seen){
		.rcvbuf = tp->inet_conn.icsk_inet.sk.sk_rcvbuf,
		.space = tp->rcvq_space.space,
		.time = tp->rcvq_space.time,
		.seq = tp->rcvq_space.seq,
	};
	if (!before.rcvbuf || seen->rcvbuf <= before.rcvbuf) {
		count(&counts->filtered);
		return 0;
	}
	event = grow_begin(counts, tp);
	if (!event)
		return 0;

	event->time_us = seen->time - before.time;
	event->copied = seen->seq - before.seq;
	event->rcvbuf_old = before.rcvbuf;
	event->rcvbuf_new = seen->rcvbuf;
	event->rcvq_space_old = before.space;
	event_submit(event);
	return 0;
}
