/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_destroy_sock - the end of a connection's socket, with its final counters.
 *
 * Hook:   tracepoint tcp:tcp_destroy_sock (net/ipv4/tcp_ipv4.c, tcp_v4_destroy_sock)
 * Emits:  struct tcp_destroy_sock_event
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/state.bpf.h>

SEC("tp_btf/tcp_destroy_sock")
int BPF_PROG(tcp_destroy_sock, const struct sock *sk)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_DESTROY_SOCK);
	struct tcp_sock *tp = tcp_enter(counts, sk);
	struct tcp_destroy_sock_event *event;

	if (!tp)
		return 0;
	event = event_reserve(counts, EVENT_TCP_DESTROY_SOCK, sizeof(*event), socket_cookie(&sk->__sk_common));
	if (!event)
		return 0;

	state_fill(&event->state, tp);
	event_submit(event);
	return 0;
}
