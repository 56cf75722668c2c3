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

/* Index: CPU * HOOKS + hook. The recorder has it mapped. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, HOOKS); /* set to HOOKS times the possible CPUs before load */
	__type(key, __u32);
	__type(value, struct hook_counts);
} counters SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

/* Adds one. Atomic: a softirq may run the same program in the middle of it, on the same CPU. */
static __always_inline void count(__u64 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

/*
 * Adds one where softirqs are off for as long as the program runs, as around every packet (TCX, clsact, XDP): nothing
 * counts there in the middle of it, and it costs half as much.
 */
static __always_inline void count_alone(__u64 *counter)
{
	*(volatile __u64 *)counter += 1;
}

/* This CPU's counters of the hook. NULL, which does not happen, ends the program. */
static __always_inline struct hook_counts *hook_enter(enum hook_id hook)
{
	__u32 index = bpf_get_smp_processor_id() * HOOKS + hook;

	return bpf_map_lookup_elem(&counters, &index);
}

#endif
