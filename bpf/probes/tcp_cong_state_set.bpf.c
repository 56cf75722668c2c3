/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_cong_state_set - the congestion state is about to change.
 *
 * Hook:   tracepoint tcp:tcp_cong_state_set (include/net/inet_connection_sock.h, tcp_set_ca_state)
 * Emits:  struct tcp_cong_state_set_event
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/state.bpf.h>

SEC("tp_btf/tcp_cong_state_set")
int BPF_PROG(tcp_cong_state_set, const struct sock *sk, __u8 ca_state)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_CONG_STATE_SET);
	struct tcp_sock *tp = tcp_enter(counts, sk);
	struct tcp_cong_state_set_event *event;

	if (!tp)
		return 0;
	event = event_reserve(counts, EVENT_TCP_CONG_STATE_SET, sizeof(*event), socket_cookie(&sk->__sk_common));
	if (!event)
		return 0;

	state_fill(&event->state, tp);
	event->ca_state = ca_state;
	event->reserved = 0;
	event_submit(event);
	return 0;
}
