/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * timer.bpf.h - what the kernel does when the timer of a connection's write side expires (net/ipv4/tcp_timer.c,
 * tcp_write_timer_handler): noted before, compared after.
 */
#ifndef TCBEE_TIMER_BPF_H
#define TCBEE_TIMER_BPF_H

#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/site.bpf.h>
#include <tcbee/state.bpf.h>

enum timer_handling {
	HANDLED_AT_ONCE = 0,
	HANDLED_LATER = 1,
	HANDLED_AT_RELEASE = 2,
};

enum timer_source {
	TIMER_TOLD_BY_FUNCTION = 1,
	TIMER_TOLD_BY_TRACEPOINT = 2,
	TIMER_TOLD_BY_DECISION = 3,
};

enum timer_outcome {
	OUTCOME_NOTHING = 0,
	OUTCOME_RETRANSMITTED = 1,
	OUTCOME_NEW_DATA = 2,
	OUTCOME_WINDOW_PROBE = 3,
	OUTCOME_GAVE_UP = 4,
};

/* In jiffies. icsk_timeout is gone in Linux 6.16 (6.12 has it), icsk_retransmit_timer moved to struct sock in 6.19. */
static __always_inline unsigned long timer_due(const struct tcp_sock *tp)
{
	const struct inet_connection_sock *icsk = &tp->inet_conn;

	if (bpf_core_field_exists(icsk->icsk_timeout))
		return icsk->icsk_timeout;
	if (bpf_core_field_exists(icsk->icsk_retransmit_timer))
		return icsk->icsk_retransmit_timer.expires;
	return icsk->icsk_inet.sk.tcp_retransmit_timer.expires;
}

/* Notes the site, unless the handler has nothing to do. */
static __always_inline void timer_enter(const struct tcp_sock *tp)
{
	const struct inet_connection_sock *icsk = &tp->inet_conn;
	const struct sock *sk = &icsk->icsk_inet.sk;
	__s64 late = bpf_jiffies64() - timer_due(tp);
	__u8 state = sk->__sk_common.skc_state;
	struct timer_site *site = site_here();

	if (!site)
		return;
	site->sk = 0;
	site->timer = icsk->icsk_pending;
	if (!site->timer || late < 0 || state == BPF_TCP_CLOSE || state == BPF_TCP_LISTEN)
		return;
	site->late_us = late * config.jiffy_us;
	site->snd_nxt = tp->snd_nxt;
	site->total_retrans = tp->total_retrans;
	site->tlp_high_seq = tp->tlp_high_seq;
	site->owned = sk->sk_lock.owned != 0;
	site->retransmits = icsk->icsk_retransmits;
	site->probes_out = icsk->icsk_probes_out;
	site->sk = (__u64)tp;
	put_off_clear(site->sk);
}

static __always_inline enum timer_outcome timer_outcome(const struct timer_site *site, const struct tcp_sock *tp)
{
	const struct inet_connection_sock *icsk = &tp->inet_conn;

	if (tp->total_retrans != site->total_retrans)
		return OUTCOME_RETRANSMITTED;
	if (site->timer == TIMER_PROBE0 && icsk->icsk_probes_out != site->probes_out)
		return OUTCOME_WINDOW_PROBE;
	if (site->timer != TIMER_PROBE0 && tp->snd_nxt != site->snd_nxt)
		return OUTCOME_NEW_DATA;
	if (icsk->icsk_inet.sk.__sk_common.skc_state == BPF_TCP_CLOSE)
		return OUTCOME_GAVE_UP;
	return OUTCOME_NOTHING;
}

static __always_inline void timer_tell(struct hook_counts *counts, const struct tcp_sock *tp, __u64 cookie,
				       const struct timer_site *about, enum timer_handling handling,
				       enum timer_source source, enum timer_outcome outcome)
{
	struct tcp_timer_event *event = event_reserve(counts, EVENT_TCP_TIMER, sizeof(*event), cookie);

	if (!event)
		return;
	state_fill(&event->state, tp);
	event->late_us = about->late_us;
	event->timer = about->timer;
	event->handling = handling;
	event->source = source;
	event->outcome = outcome;
	event_submit(event);
}

#endif
