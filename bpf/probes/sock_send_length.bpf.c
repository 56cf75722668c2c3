/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * sock_send_length - each call by which a process sends, and at a socket's first one whose it is.
 *
 * Hook:   the exit of tcp_sendmsg (fexit); where functions cannot be traced, tracepoint sock:sock_send_length (Linux >= 6.3)
 * Emits:  struct sock_send_length_event, struct socket_event
 * Config: target_netns, filter, jiffy_us, recorder_pid
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/socket.bpf.h>
#include <tcbee/state.bpf.h>

static __always_inline int send_tell(enum hook_id hook, const struct sock *sk, int result, __u32 flags)
{
	struct hook_counts *counts = hook_enter(hook);
	struct tcp_sock *tp = tcp_enter_caller(counts, sk);
	struct sock_send_length_event *event;
	__u64 pid_tid;

	if (!tp)
		return 0;
	pid_tid = bpf_get_current_pid_tgid();
	if (pid_tid >> 32 == config.recorder_pid) {
		count(&counts->filtered);
		return 0;
	}
	owner_tell(tp, REASON_FIRST_CALL, OPENED_UNKNOWN, pid_tid >> 32);
	event = event_reserve(counts, EVENT_SOCK_SEND_LENGTH, sizeof(*event), socket_cookie(&sk->__sk_common));
	if (!event)
		return 0;

	state_fill(&event->state, tp);
	event->pid = pid_tid >> 32;
	event->tid = pid_tid;
	event->result = result;
	event->flags = flags;
	event_submit(event);
	return 0;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(sock_send_length, const struct sock *sk, int result, int flags)
{
	return send_tell(HOOK_SOCK_SEND_LENGTH, sk, result, flags);
}

SEC("fexit/tcp_sendmsg")
int BPF_PROG(tcp_sendmsg_exit, const struct sock *sk, const struct msghdr *message)
{
	__u64 result = 0;

	bpf_get_func_ret(ctx, &result);
	return send_tell(HOOK_TCP_SENDMSG_EXIT, sk, result, message->msg_flags);
}
