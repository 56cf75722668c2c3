/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * owner - finds out whose the sockets are that there are already, and follows the processes that are wanted.
 *
 * Hook:   iterators over the files of tasks and over TCP sockets; tracepoints sched:sched_process_fork and
 *         sched:sched_process_exit. Loaded only where a filter asks for owners.
 * Emits:  nothing
 */
#include <tcbee/flow.bpf.h>

/* Each socket that a process holds. One that several hold has the marks of all. */
SEC("iter/task_file")
int owner_found(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct socket *socket;
	struct tcp_sock *tp;
	__u32 *mark;

	if (!task || !file)
		return 0;
	socket = bpf_sock_from_file(file);
	if (!socket)
		return 0;
	tp = bpf_skc_to_tcp_sock(socket->sk);
	if (!tp)
		return 0;
	mark = owner_mark(tp);
	if (mark)
		*mark |= process_bits(task);
	return 0;
}

/* Notes every connection there is, so that its packets are found. */
SEC("iter/tcp")
int owner_refresh(struct bpf_iter__tcp *ctx)
{
	struct sock_common *common = ctx->sk_common;
	struct tcp_sock *tp;

	if (!common)
		return 0;
	tp = bpf_skc_to_tcp_sock(common);
	if (tp && owner_mark(tp))
		owner_note(tp);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(owner_fork, const struct task_struct *parent, const struct task_struct *child)
{
	struct process_mark *mark;
	struct process_mark inherited;
	__u32 tgid = parent->tgid;

	if (child->pid != child->tgid)
		return 0;
	mark = bpf_map_lookup_elem(&processes, &tgid);
	if (!mark || !mark->children)
		return 0;
	inherited.own = mark->children;
	inherited.children = mark->children;
	tgid = child->tgid;
	bpf_map_update_elem(&processes, &tgid, &inherited, BPF_ANY);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(owner_exit, const struct task_struct *task)
{
	__u32 tgid = task->tgid;

	if (task->signal->live.counter == 0) /* its last thread */
		bpf_map_delete_elem(&processes, &tgid);
	return 0;
}
