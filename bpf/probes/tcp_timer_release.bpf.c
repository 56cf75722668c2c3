/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_timer_release - timeouts that expired while a process used the socket, and were handled at its release, as far as
 * a decision of the kernel shows it. Needed only where tcp_timer sees the tracepoints of the timers.
 *
 * Hook:   tracepoints tcp:tcp_cong_state_set (a retransmission timeout enters Loss: net/ipv4/tcp_input.c,
 *         tcp_enter_loss) and tcp:tcp_retransmit_skb (a loss probe, unless it sent new data)
 * Emits:  struct tcp_timer_event
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/cause.bpf.h>
#include <tcbee/timer.bpf.h>

static __always_inline void release_tell(struct hook_counts *counts, const struct tcp_sock *tp, enum tcp_timer timer)
{
	struct timer_site about = {
		.timer = timer,
		.late_us = (bpf_jiffies64() - timer_due(tp)) * config.jiffy_us,
	};

	timer_tell(counts, tp, socket_cookie(&tp->inet_conn.icsk_inet.sk.__sk_common), &about, HANDLED_AT_RELEASE,
		   TIMER_TOLD_BY_DECISION, OUTCOME_RETRANSMITTED);
}

static __always_inline bool site_elsewhere(__u64 sk)
{
	const struct timer_site *site = site_here();

	return site && site->sk != sk;
}

SEC("tp_btf/tcp_cong_state_set")
int BPF_PROG(tcp_timer_release_rto, const struct sock *sk, __u8 ca_state)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_TIMER_RELEASE_RTO);
	struct tcp_sock *tp = tcp_enter(counts, sk);

	if (!tp)
		return 0;
	if (ca_state != CA_LOSS || tp->inet_conn.icsk_pending || !site_elsewhere((__u64)sk) ||
	    put_off_timer((__u64)sk) != TIMER_RETRANS) {
		count(&counts->filtered);
		return 0;
	}
	put_off_set((__u64)sk, TIMER_RETRANS | PUT_OFF_HANDLED);
	release_tell(counts, tp, TIMER_RETRANS);
	return 0;
}

/* Runs after the program tcp_retransmit_skb, which is attached before it and still finds what was put off. */
SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(tcp_timer_release_tlp, const struct sock *sk, const struct sk_buff *skb)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_TIMER_RELEASE_TLP);
	struct tcp_sock *tp = tcp_enter(counts, sk);
	__u32 waiting;

	if (!tp)
		return 0;
	waiting = put_off_timer((__u64)sk);
	if (waiting & PUT_OFF_HANDLED)
		put_off_clear((__u64)sk);
	if (waiting != TIMER_LOSS_PROBE || tp->inet_conn.icsk_pending != TIMER_LOSS_PROBE ||
	    BPF_CORE_READ_BITFIELD(&tp->inet_conn, icsk_ca_state) >= CA_RECOVERY || !site_elsewhere((__u64)sk)) {
		count(&counts->filtered);
		return 0;
	}
	put_off_clear((__u64)sk);
	release_tell(counts, tp, TIMER_LOSS_PROBE);
	return 0;
}
