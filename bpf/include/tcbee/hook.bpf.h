/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * hook.bpf.h - what every program begins with: the configuration, and the counters of its hook.
 */
#ifndef TCBEE_HOOK_BPF_H
#define TCBEE_HOOK_BPF_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <tcbee/config.h>

const volatile struct recorder_config config = {};

/* Index: enum hook_id. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, HOOKS);
	__type(key, __u32);
	__type(value, struct hook_counts);
} counters SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

/* Adds one. Atomic: a softirq may run the same program in the middle of it, on the same CPU. */
static __always_inline void count(__u64 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

/* Counts the call as seen. NULL, which does not happen, ends the program. */
static __always_inline struct hook_counts *hook_enter(enum hook_id hook)
{
	__u32 index = hook;
	struct hook_counts *counts = bpf_map_lookup_elem(&counters, &index);

	if (counts)
		count(&counts->seen);
	return counts;
}

#endif
