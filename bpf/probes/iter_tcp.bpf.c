/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * iter_tcp - the connections that exist when the recording starts.
 *
 * Hook:   iterator over the TCP sockets of the reader's network namespace
 * Emits:  struct socket_event, reason 1
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/site.bpf.h>
#include <tcbee/socket.bpf.h>

SEC("iter/tcp")
int iter_tcp(struct bpf_iter__tcp *ctx)
{
	struct sock_common *common = ctx->sk_common;
	struct hook_counts *counts;
	struct tcp_sock *tp;

	if (!common)
		return 0;
	counts = hook_enter(HOOK_ITER_TCP);
	if (!counts)
		return 0;
	tp = bpf_skc_to_tcp_sock(common);
	if (tp)
		tp = tcp_wanted(&tp->inet_conn.icsk_inet.sk);
	if (!tp || common->skc_state == BPF_TCP_LISTEN || common->skc_state == BPF_TCP_CLOSE) {
		count(&counts->filtered);
		return 0;
	}
	write_timer_learn(tp);
	socket_tell(counts, tp, REASON_FOUND, OPENED_UNKNOWN, 0);
	return 0;
}
