/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * ring.bpf.h - the one way out: reserve, fill, submit, count the lost.
 *
 * Each CPU has its own ring, put into `rings` by the recorder before any program is attached. Nobody is woken: the
 * recorder looks at the rings by its own clock.
 */
#ifndef TCBEE_RING_BPF_H
#define TCBEE_RING_BPF_H

#include <tcbee/hook.bpf.h>
#include <tcbee/events.h>

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096); /* of this prototype; those put in have the size that the user chose */
};

/* Index: CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1); /* set to the possible CPUs before load */
	__type(key, __u32);
	__array(values, struct ring);
} rings SEC(".maps");

/*
 * Reserves space in this CPU's ring and fills the header; counts one event, and if it is NULL one loss.
 *
 * The time is taken after the reservation, so within one ring neither positions nor times go back but where an
 * interrupt nests.
 */
static __always_inline void *event_reserve(struct hook_counts *counts, enum event_id type, __u32 size, __u64 cookie)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct event_header *header = NULL;
	void *ring;

	count(&counts->events);
	ring = bpf_map_lookup_elem(&rings, &cpu);
	if (ring)
		header = bpf_ringbuf_reserve(ring, size, 0);
	if (!header) {
		count(&counts->lost);
		return NULL;
	}

	header->time_ns = bpf_ktime_get_ns();
	header->cookie = cookie;
	header->type = type;
	header->length = size;
	header->cpu = cpu;
	return header;
}

/* Hands the event to the recorder. */
static __always_inline void event_submit(void *event)
{
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

#endif
