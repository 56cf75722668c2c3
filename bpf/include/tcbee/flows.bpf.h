/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * flows.bpf.h - the connections whose owner decides otherwise than for a connection without a known owner.
 *
 * Nothing is taken out when a connection ends: its last packets come later (TIME-WAIT). What is old is not looked for
 * any more; the recorder lets owner_refresh note every living connection again in time.
 */
#ifndef TCBEE_FLOWS_BPF_H
#define TCBEE_FLOWS_BPF_H

#include <tcbee/owner.bpf.h>

#define FLOW_SLOT_BITS 15

/* Key: both ends. The value says nothing. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536); /* 1 where the owner does not count */
	__type(key, struct ends);
	__type(value, __u32);
} flows SEC(".maps");

/* When a connection whose ends fall into this slot was last noted, in jiffies; 0 is never. */
static volatile __u32 flow_noted_at[1 << FLOW_SLOT_BITS];

/* The same for both directions. */
static __always_inline __u32 flow_slot(const struct ends *ends)
{
	__u64 sum = ends->local.word[0] + ends->remote.word[0] + ends->local.word[1] + ends->remote.word[1];
	__u64 ports = (__u64)ends->local_port + ends->remote_port;

	return (sum ^ sum >> 32 ^ ports << 20) * 0x9e3779b97f4a7c15ULL >> (64 - FLOW_SLOT_BITS);
}

/* False if the connection was not noted lately. */
static __always_inline bool flow_maybe_noted(const struct ends *ends)
{
	__u32 at = flow_noted_at[flow_slot(ends)];

	return at && (__u32)bpf_jiffies64() - at < filter.flow_jiffies;
}

static __always_inline bool flow_noted(const struct ends *ends)
{
	return bpf_map_lookup_elem(&flows, ends) != NULL;
}

/* Notes what the owner says of this connection, in place of what was noted. */
static __always_inline void flow_note(const struct ends *ends, bool wanted)
{
	__u32 now = (__u32)(bpf_jiffies64() - 1) | 1; /* not 0, and not later than now */

	if (wanted == owner_default()) {
		if (flow_maybe_noted(ends))
			bpf_map_delete_elem(&flows, ends);
		return;
	}
	flow_noted_at[flow_slot(ends)] = now;
	bpf_map_update_elem(&flows, ends, &now, BPF_ANY);
}

#endif
