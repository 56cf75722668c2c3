/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_probe_cc - the own state of CUBIC and of BBR, once per received segment whose acknowledgment was processed,
 * afterwards; where functions cannot be traced, once per segment received in ESTABLISHED, before it is processed.
 *
 * A program of its own beside tcp_ack and tcp_probe: where the kernel does not describe the algorithm's state (its module came
 * later, or may not be looked up), only this one is lost.
 *
 * Hook:   tcp_ack, its exit (fexit; net/ipv4/tcp_input.c), else tracepoint tcp:tcp_probe (there, tcp_rcv_established)
 * Emits:  struct cubic_event, struct bbr_event
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/bbr.bpf.h>
#include <tcbee/cubic.bpf.h>
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>

#define NAME_CUBIC 0x6369627563ull /* "cubic", as a number of 8 bytes */
#define NAME_BBR 0x726262ull	   /* "bbr" */

static __always_inline void cubic_tell(struct hook_counts *counts, const struct tcp_sock *tp)
{
	__u64 cookie = socket_cookie(&tp->inet_conn.icsk_inet.sk.__sk_common);
	struct cubic_event *event = event_reserve(counts, EVENT_CUBIC, sizeof(*event), cookie);

	if (!event)
		return;
	cubic_fill(event, tp);
	event_submit(event);
}

static __always_inline void bbr_tell(struct hook_counts *counts, const struct tcp_sock *tp)
{
	__u64 cookie = socket_cookie(&tp->inet_conn.icsk_inet.sk.__sk_common);
	struct bbr_event *event = event_reserve(counts, EVENT_BBR, sizeof(*event), cookie);

	if (!event)
		return;
	bbr_fill(event, tp);
	event_submit(event);
}

static __always_inline void cc_tell(struct hook_counts *counts, const struct sock *sk)
{
	struct tcp_sock *tp = tcp_enter(counts, sk);
	__u64 name;

	if (!tp)
		return;
	name = *(const __u64 *)&tp->inet_conn.icsk_ca_ops->name;
	if (name == NAME_CUBIC && bpf_core_type_exists(struct bictcp))
		cubic_tell(counts, tp);
	else if (name == NAME_BBR && bpf_core_type_exists(struct bbr))
		bbr_tell(counts, tp);
	else
		count(&counts->filtered);
}

SEC("tp_btf/tcp_probe")
int BPF_PROG(tcp_probe_cc, const struct sock *sk)
{
	cc_tell(hook_enter(HOOK_TCP_PROBE_CC), sk);
	return 0;
}

SEC("fexit/tcp_ack")
int BPF_PROG(tcp_ack_cc_exit, const struct sock *sk)
{
	cc_tell(hook_enter(HOOK_TCP_ACK_CC_EXIT), sk);
	return 0;
}
