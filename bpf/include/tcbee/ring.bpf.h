/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * ring.bpf.h - the one way out: reserve, fill, submit, count the lost.
 *
 * Each CPU has two rings of its own, in memory that the recorder has mapped (docs/decisions/008-own-rings.md). A program
 * takes the first; one that interrupts it there takes the second; a third finds none, and its event is lost. Nobody is
 * woken: the recorder looks at the rings by its own clock.
 *
 *   ring      = segments of 1 MiB; a record never straddles two, what is left of one is a discarded record
 *   record    = u32 length | DISCARDED, u32 level, event, zeros or old bytes up to the next multiple of 8
 *   positions   only grow; modulo the ring's size they are places in it
 */
#ifndef TCBEE_RING_BPF_H
#define TCBEE_RING_BPF_H

#include <tcbee/hook.bpf.h>
#include <tcbee/events.h>
#include <tcbee/loss.bpf.h>

#define SEGMENT_BITS 20
#define SEGMENT_BYTES (1 << SEGMENT_BITS)
#define RECORD_WORD 8		    /* bytes before the event */
#define RECORD_DISCARDED (1u << 30) /* in its length */
#define LEVELS 2

/* Index: segment; first those of level 0, then those of level 1. */
struct ring_segments {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, LEVELS); /* set to what the user chose before load */
	__uint(key_size, sizeof(__u32));
	__uint(value_size, SEGMENT_BYTES);
};

/* Index: CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1); /* set to the possible CPUs before load */
	__type(key, __u32);
	__array(values, struct ring_segments);
} rings SEC(".maps");

/* Index: CPU * LEVELS + level. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, LEVELS); /* set to LEVELS times the possible CPUs before load */
	__type(key, __u32);
	__type(value, struct ring_level);
} ring_levels SEC(".maps");

static __always_inline struct ring_level *ring_level(__u32 cpu, __u32 level)
{
	__u32 index = cpu * LEVELS + level;

	return bpf_map_lookup_elem(&ring_levels, &index);
}

/* Makes all that was written before visible before what is written next. x86 keeps stores in order by itself. */
static __always_inline void release(__u64 *word)
{
#ifdef __TARGET_ARCH_x86
	asm volatile("" ::: "memory");
#else
	__sync_fetch_and_add(word, 0); /* one that returns its value is a full barrier */
#endif
}

/* The place of `size` bytes at `position`; NULL if they do not fit into its segment. */
static __always_inline void *segment_at(void *segments, __u32 first, __u32 mask, __u64 position, const __u32 size)
{
	__u32 index = first + ((position >> SEGMENT_BITS) & mask);
	__u64 offset = position & (SEGMENT_BYTES - RECORD_WORD);
	void *segment = bpf_map_lookup_elem(segments, &index);

	if (!segment)
		return NULL;
	asm volatile("" : "+r"(segment)); /* not added to before it was compared with NULL */
	asm volatile("" : "+r"(offset));  /* the verifier bounds this very register */
	if (offset > SEGMENT_BYTES - size)
		return NULL;
	return segment + offset;
}

/* Space for a record of `size` bytes; NULL if the ring is full. The ring is ours. */
static __always_inline void *record_reserve(struct ring_level *ring, void *segments, __u32 level, const __u32 size)
{
	__u32 count = level ? config.ring_segments_nested : config.ring_segments;
	__u32 first = level ? config.ring_segments : 0;
	__u64 end = ((__u64)count << SEGMENT_BITS) + *(volatile __u64 *)&ring->tail;
	__u64 head = ring->head;
	__u32 left = SEGMENT_BYTES - (head & (SEGMENT_BYTES - 1));

	if (left < size) {
		__u32 *word = segment_at(segments, first, count - 1, head, RECORD_WORD);

		if (!word || head + left + size > end)
			return NULL;
		word[0] = (left - RECORD_WORD) | RECORD_DISCARDED;
		release(&ring->head);
		head += left;
		*(volatile __u64 *)&ring->head = head;
	}
	if (head + size > end)
		return NULL;
	return segment_at(segments, first, count - 1, head, size);
}

/*
 * Reserves space for an event of at most `size` bytes in one of this CPU's rings and fills the header; counts one event,
 * or if it is NULL one loss. What is reserved must be submitted or discarded on every path.
 *
 * The time is taken after the ring is ours: within a ring neither positions nor times go back.
 */
static __always_inline void *event_reserve(struct hook_counts *counts, enum event_id type, const __u32 size,
					   __u64 cookie)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct event_header *header;
	struct ring_level *ring;
	void *segments;
	__u32 level = 0;
	__u32 *word;

	ring = ring_level(cpu, 0);
	if (ring && __sync_lock_test_and_set(&ring->locked, 1)) {
		level = 1;
		ring = ring_level(cpu, 1);
		if (ring && __sync_lock_test_and_set(&ring->locked, 1))
			ring = NULL;
	}
	segments = bpf_map_lookup_elem(&rings, &cpu);
	if (!ring) {
		count(&counts->lost);
		loss_of_cookie(cookie);
		return NULL;
	}
	word = segments ? record_reserve(ring, segments, level, RECORD_WORD + size) : NULL;
	if (!word) {
		*(volatile __u32 *)&ring->locked = 0;
		count(&counts->lost);
		loss_of_cookie(cookie);
		return NULL;
	}
	counts->events[level]++; /* the ring is ours, so is this */

	word[1] = level;
	header = (void *)word + RECORD_WORD;
	header->time_ns = bpf_ktime_get_ns();
	header->cookie = cookie;
	header->type = type;
	header->length = size;
	header->cpu = cpu;
	header->packet_netns = 0;
	return header;
}

/* The ring that an event lies in. */
static __always_inline struct ring_level *event_ring(void *event)
{
	__u32 *word = event - RECORD_WORD;

	return ring_level(bpf_get_smp_processor_id(), word[1]);
}

/* Hands the event to the recorder, as long as its header says: at most as long as what was reserved. */
static __always_inline void event_submit(void *event)
{
	struct ring_level *ring = event_ring(event);
	struct event_header *header = event;
	__u32 *word = event - RECORD_WORD;
	__u32 length = header->length;

	if (!ring)
		return;
	word[0] = length;
	release(&ring->head);
	*(volatile __u64 *)&ring->head = ring->head + RECORD_WORD + ((length + 7) & ~7);
	release(&ring->head);
	*(volatile __u32 *)&ring->locked = 0;
}

/* Gives the event up; it counts as lost, and its space is free again. */
static __always_inline void event_discard(struct hook_counts *counts, void *event)
{
	struct ring_level *ring = event_ring(event);
	__u32 *word = event - RECORD_WORD;

	counts->events[word[1] & 1]--;
	count(&counts->lost);
	if (ring)
		*(volatile __u32 *)&ring->locked = 0;
}

#endif
