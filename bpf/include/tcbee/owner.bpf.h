/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * owner.bpf.h - whose connection is it, where that decides whether it is wanted.
 *
 * The owner is who connects or listens: asked once, in that call, and kept in the socket's mark. A connection that a
 * listener accepts inherits the listener's mark. Its cgroup is that of the socket. Costs nothing without such rules.
 */
#ifndef TCBEE_OWNER_BPF_H
#define TCBEE_OWNER_BPF_H

#include <linux/in.h>
#include <tcbee/filter.bpf.h>
#include <tcbee/kernel.h>

#define CGROUP_DEPTH 24 /* levels of cgroups that are walked up */
#define PROCESSES 65536

/* What is known of a socket's owner: enum filter_owner, bits. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, __u32);
} owners SEC(".maps");

/* What a process's connections are marked with: enum filter_owner, bits. */
struct process_mark {
	__u32 own;
	__u32 children; /* those of its descendants */
};

/* Index: process id. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, PROCESSES);
	__type(key, __u32);
	__type(value, struct process_mark);
} processes SEC(".maps");

/* Does it matter whose a connection is? */
static __always_inline bool owner_counts(void)
{
	return filter.owner_need || filter.owner_deny;
}

static __always_inline bool owner_satisfies(__u32 bits)
{
	return (bits & filter.owner_need) == filter.owner_need && !(bits & filter.owner_deny);
}

/* Is a connection wanted of which no owner is known? */
static __always_inline bool owner_default(void)
{
	return owner_satisfies(0);
}

static __always_inline __u32 cgroup_bits(const struct sock *sk)
{
	const struct cgroup *cgroup = sk->sk_cgrp_data.cgroup;
	__u64 bits = OWNER_CGROUP_ASKED;

	if (!((filter.owner_need | filter.owner_deny) & (OWNER_CGROUP | OWNER_CGROUP_NOT)))
		return bits;
	for (int depth = 0; depth < CGROUP_DEPTH && cgroup; depth++) {
		const struct cgroup_subsys_state *parent = cgroup->self.parent;
		__u64 id = cgroup->kn->id;

#pragma clang loop unroll(disable)
		for (int i = 0; i < FILTER_CGROUPS; i++) {
			if (!filter.cgroup[i].id)
				break;
			bits |= is_zero(id ^ filter.cgroup[i].id) *
				(filter.cgroup[i].negated ? OWNER_CGROUP_NOT : OWNER_CGROUP);
		}
		if (!parent)
			break;
		cgroup = parent->cgroup;
	}
	return bits;
}

static __always_inline __u32 process_bits(const struct task_struct *task)
{
	const __u64 *comm = (const __u64 *)&task->group_leader->comm;
	__u64 bits = OWNER_PROCESS_ASKED;
	struct process_mark *mark;
	__u32 tgid = task->tgid;

	mark = bpf_map_lookup_elem(&processes, &tgid);
	if (mark)
		bits |= mark->own;
#pragma clang loop unroll(disable)
	for (int i = 0; i < FILTER_COMMS; i++) {
		if (!filter.comm[i].name[0])
			break;
		bits |= is_zero((comm[0] ^ filter.comm[i].name[0]) | (comm[1] ^ filter.comm[i].name[1])) *
			(filter.comm[i].negated ? OWNER_COMM_NOT : OWNER_COMM);
	}
	return bits;
}

/* The socket's mark, made if it has none, its cgroup asked; NULL if there is no memory for it. */
static __always_inline __u32 *owner_mark(struct tcp_sock *tp)
{
	__u32 *mark = bpf_sk_storage_get(&owners, tp, NULL, BPF_SK_STORAGE_GET_F_CREATE);

	if (mark && !(*mark & OWNER_CGROUP_ASKED))
		*mark |= cgroup_bits(&tp->inet_conn.icsk_inet.sk);
	return mark;
}

/* Is the connection of this socket wanted, as far as its owner says? */
static __always_inline bool owner_wanted(struct tcp_sock *tp)
{
	__u32 *mark;

	if (!owner_counts())
		return true;
	mark = bpf_sk_storage_get(&owners, tp, NULL, 0);
	return owner_satisfies(mark ? *mark : 0);
}

/* From now on the current process is its owner. */
static __always_inline void owner_claim(struct tcp_sock *tp)
{
	__u32 *mark = owner_mark(tp);

	if (mark)
		*mark = (*mark & (OWNER_CGROUP_ASKED | OWNER_CGROUP | OWNER_CGROUP_NOT)) |
			process_bits(bpf_get_current_task_btf());
}

#endif
