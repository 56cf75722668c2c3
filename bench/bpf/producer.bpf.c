/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * producer - fills the rings of a recorder that runs, as fast as it is called: packet events without packets.
 *
 * Its maps are those of the recorder, and its way into them is the recorder's own (ring.bpf.h); the events count for
 * HOOK_PACKET_INGRESS.
 *
 * Hook:  bpf_prog_test_run
 * Emits: struct packet_event
 */
#include <tcbee/filter.bpf.h>
#include <tcbee/ring.bpf.h>

#define EVENTS_PER_RUN 1000
#define HEADERS 56 /* bytes: IPv4 and TCP with timestamps, rounded up to 8 */

SEC("tc")
int produce(struct __sk_buff *skb)
{
	const __u32 size = offsetof(struct packet_event, headers) + HEADERS;
	struct hook_counts *counts = hook_enter(HOOK_PACKET_INGRESS);
	struct packet_event *event;
	__u32 i;

	if (!counts)
		return 0;
	for (i = 0; i < EVENTS_PER_RUN; i++) {
		event = event_reserve(counts, EVENT_PACKET, size, 0);
		if (!event)
			continue;
		event->ifindex = 0;
		event->payload_length = i;
		event->gso_segs = 1;
		event->gso_size = 0;
		event->direction = 0;
		event->ip_length = 20;
		event->tcp_length = 32;
		event->hook = 0;
		__builtin_memset(event->headers, 0x45, HEADERS);
		event_submit(event);
	}
	return 0;
}
