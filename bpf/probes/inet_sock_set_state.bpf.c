/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * inet_sock_set_state - each step in the life of a connection, and what its socket is when it connects and when it is
 * established.
 *
 * Hook:   tracepoint sock:inet_sock_set_state (net/ipv4/af_inet.c)
 * Emits:  struct inet_sock_set_state_event, struct socket_event
 * Config: target_netns, filter, jiffy_us
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/site.bpf.h>
#include <tcbee/socket.bpf.h>
#include <tcbee/state.bpf.h>

/*
 * A listener is no connection. The step from LISTEN to SYN_RECV is that of a copy of the listener which has neither its
 * addresses yet nor the cookie that it inherits from its request (net/ipv4/inet_connection_sock.c, inet_csk_clone_lock).
 */
static __always_inline bool listener_steps(int oldstate, int newstate)
{
	return oldstate == BPF_TCP_LISTEN || newstate == BPF_TCP_LISTEN;
}

static __always_inline void socket_describe(struct tcp_sock *tp, int oldstate, int newstate)
{
	if (newstate == BPF_TCP_SYN_SENT)
		owner_tell(tp, REASON_CONNECT, OPENED_ACTIVE, bpf_get_current_pid_tgid() >> 32);
	else if (newstate == BPF_TCP_ESTABLISHED)
		socket_tell(hook_enter(HOOK_SOCKET), tp, REASON_ESTABLISHED,
			    oldstate == BPF_TCP_SYN_SENT ? OPENED_ACTIVE : OPENED_PASSIVE, 0);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(inet_sock_set_state, const struct sock *sk, int oldstate, int newstate)
{
	struct hook_counts *counts = hook_enter(HOOK_INET_SOCK_SET_STATE);
	struct inet_sock_set_state_event *event;
	struct tcp_sock *tp;

	owner_follow(sk, newstate);
	if (counts && listener_steps(oldstate, newstate)) {
		count(&counts->filtered);
		return 0;
	}
	tp = tcp_enter(counts, sk);
	if (!tp)
		return 0;
	write_timer_learn(tp);
	socket_describe(tp, oldstate, newstate);
	event = event_reserve(counts, EVENT_INET_SOCK_SET_STATE, sizeof(*event), socket_cookie(&sk->__sk_common));
	if (!event)
		return 0;

	state_fill(&event->state, tp);
	event->oldstate = oldstate;
	event->newstate = newstate;
	event_submit(event);
	return 0;
}
