/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_timer - each timeout of a connection that the kernel handles: retransmission, loss probe, zero-window probe,
 * reordering; and, for the cause of a retransmission, while it handles it.
 *
 * Hook:   tcp_write_timer_handler, its entry and exit (fentry, fexit); where functions cannot be traced, tracepoints
 *         timer:timer_expire_entry and timer:timer_expire_exit of the kernel's timer tcp_write_timer (Linux >= 6.2),
 *         which do not see a handler that had to wait: see tcp_timer_release
 * Emits:  struct tcp_timer_event
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/timer.bpf.h>

extern void *bpf_rdonly_cast(const void *object, __u32 type) __ksym __weak;

/* The socket of its timer, to read only: the verifier does not know it. */
static __always_inline const struct tcp_sock *timer_owner(const struct timer_list *timer)
{
	const void *at = timer;

	if (bpf_core_field_exists(struct inet_connection_sock, icsk_retransmit_timer))
		at -= bpf_core_field_offset(struct inet_connection_sock, icsk_retransmit_timer);
	else
		at -= bpf_core_field_offset(struct sock, tcp_retransmit_timer);
	return bpf_rdonly_cast(at, bpf_core_type_id_kernel(struct tcp_sock));
}

/* The handler that a site was noted for came to its end. */
static __always_inline void timer_leave(struct hook_counts *counts, const struct tcp_sock *tp, __u64 cookie,
					enum timer_source source, bool wanted)
{
	enum timer_handling handling = HANDLED_AT_ONCE;
	struct timer_site *site = site_here();
	enum timer_outcome outcome;
	__u64 sk = (__u64)tp;

	if (!site || site->sk != sk || !wanted) {
		count(&counts->filtered);
		if (site)
			site->sk = 0;
		return;
	}
	site->sk = 0;
	outcome = timer_outcome(site, tp);
	if (site->owned && source == TIMER_TOLD_BY_FUNCTION) {
		handling = HANDLED_AT_RELEASE;
	} else if (site->owned && outcome == OUTCOME_NOTHING && site->retransmits == tp->inet_conn.icsk_retransmits) {
		handling = HANDLED_LATER;
		put_off_set(sk, site->timer);
	}
	timer_tell(counts, tp, cookie, site, handling, source, outcome);
}

/* Leaving comes first, here and in enum hook_id: it is attached first, so no site stays that was only entered. */
SEC("fexit/tcp_write_timer_handler")
int BPF_PROG(tcp_write_timer_handler_exit, struct sock *sk)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_WRITE_TIMER_HANDLER_EXIT);
	struct tcp_sock *tp = tcp_enter(counts, sk);

	if (tp)
		timer_leave(counts, tp, socket_cookie(&sk->__sk_common), TIMER_TOLD_BY_FUNCTION, true);
	return 0;
}

SEC("fentry/tcp_write_timer_handler")
int BPF_PROG(tcp_write_timer_handler_entry, struct sock *sk)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_WRITE_TIMER_HANDLER_ENTRY);
	struct tcp_sock *tp;

	if (!counts)
		return 0;
	count(&counts->filtered);
	tp = bpf_skc_to_tcp_sock(sk);
	if (tp)
		timer_enter(tp);
	return 0;
}

SEC("tp_btf/timer_expire_exit")
int BPF_PROG(timer_expire_exit, struct timer_list *timer)
{
	struct hook_counts *counts = hook_enter(HOOK_TIMER_EXPIRE_EXIT);
	const struct timer_site *site = site_here();
	const struct sock_common *common;
	const struct tcp_sock *tp;
	struct ends ends;

	if (!counts)
		return 0;
	if (!site || !site->sk) {
		count(&counts->filtered);
		return 0;
	}
	tp = timer_owner(timer);
	common = &tp->inet_conn.icsk_inet.sk.__sk_common;
	ends_fill(&ends, common, tp->inet_conn.icsk_inet.inet_sport);
	timer_leave(counts, tp, common->skc_cookie.counter, TIMER_TOLD_BY_TRACEPOINT,
		    common->skc_dport && netns_wanted(common) && ends_wanted(&ends));
	return 0;
}

SEC("tp_btf/timer_expire_entry")
int BPF_PROG(timer_expire_entry, struct timer_list *timer)
{
	struct hook_counts *counts = hook_enter(HOOK_TIMER_EXPIRE_ENTRY);

	if (!counts)
		return 0;
	count(&counts->filtered);
	if ((__u64)timer->function == write_timer_known())
		timer_enter(timer_owner(timer));
	return 0;
}
