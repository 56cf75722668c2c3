/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * cause.bpf.h - why the kernel sends a segment again.
 *
 * All ways to __tcp_retransmit_skb (net/ipv4/tcp_output.c): tcp_send_loss_probe and tcp_retransmit_timer, both from the
 * timer's handler, and tcp_xmit_retransmit_queue, after an acknowledgment or a reordering timeout.
 */
#ifndef TCBEE_CAUSE_BPF_H
#define TCBEE_CAUSE_BPF_H

#include <tcbee/site.bpf.h>

enum retransmit_cause {
	CAUSE_UNKNOWN = 0,
	CAUSE_LOSS_PROBE = 1,
	CAUSE_TIMEOUT = 2,
	CAUSE_FAST = 3,
	CAUSE_SLOW_START = 4,
};

enum cause_source {
	CAUSE_BY_SITE = 1,
	CAUSE_BY_STATE = 2,
};

enum ca_state { /* enum tcp_ca_state, include/uapi/linux/tcp.h */
		CA_RECOVERY = 3,
		CA_LOSS = 4,
};

/* tcp_xmit_retransmit_queue() counts TCPSlowStartRetrans in Loss, else TCPFastRetrans. */
static __always_inline enum retransmit_cause cause_of_queue(const struct tcp_state *state)
{
	return state->icsk_ca_state == CA_LOSS ? CAUSE_SLOW_START : CAUSE_FAST;
}

static __always_inline enum retransmit_cause cause_of_timer(__u32 timer, const struct tcp_state *state)
{
	if (timer == TIMER_LOSS_PROBE)
		return CAUSE_LOSS_PROBE;
	if (timer == TIMER_RETRANS)
		return CAUSE_TIMEOUT;
	return timer == TIMER_REO_TIMEOUT ? cause_of_queue(state) : CAUSE_UNKNOWN;
}

/*
 * The handler takes the timer away before a timeout (icsk_pending = 0) and after a loss probe; whatever else
 * retransmits finds one running.
 */
static __always_inline enum retransmit_cause cause_of_state(const struct tcp_state *state, __u32 seq)
{
	if (state->sk_state == BPF_TCP_SYN_SENT || state->sk_state == BPF_TCP_SYN_RECV)
		return CAUSE_TIMEOUT;
	if (state->icsk_ca_state == CA_RECOVERY)
		return CAUSE_FAST;
	if (state->icsk_ca_state == CA_LOSS)
		return !state->icsk_pending && seq == state->snd_una ? CAUSE_TIMEOUT : CAUSE_SLOW_START;
	return state->icsk_pending == TIMER_LOSS_PROBE ? CAUSE_LOSS_PROBE : CAUSE_UNKNOWN;
}

/* The event has its state and its sequence numbers already. */
static __always_inline void cause_fill(struct tcp_retransmit_skb_event *event, __u64 sk)
{
	const struct timer_site *site = site_here();
	__u32 waiting = put_off_timer(sk);

	event->cause_source = CAUSE_BY_SITE;
	if (site && site->sk == sk) {
		event->cause = cause_of_timer(site->timer, &event->state);
	} else if (waiting & PUT_OFF_HANDLED) {
		event->cause = cause_of_timer(waiting & ~PUT_OFF_HANDLED, &event->state);
	} else if (sites_watched() && !waiting) {
		event->cause = cause_of_queue(&event->state);
	} else {
		event->cause_source = CAUSE_BY_STATE;
		event->cause = cause_of_state(&event->state, event->seq);
	}
	event->timeouts = event->cause == CAUSE_TIMEOUT ? event->state.icsk_retransmits : 0;
}

#endif
