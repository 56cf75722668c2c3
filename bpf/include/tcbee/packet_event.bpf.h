/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * packet_event.bpf.h - records the headers of a packet, exactly them and never a byte of payload.
 */
#ifndef TCBEE_PACKET_EVENT_BPF_H
#define TCBEE_PACKET_EVENT_BPF_H

#include <tcbee/flow.bpf.h>
#include <tcbee/packet.bpf.h>
#include <tcbee/ring.bpf.h>

#define HEADERS_SHORT 72 /* bytes; the longest of the usual: IPv6 with timestamps */
#define HEADERS_LONG sizeof(((struct packet_event *)0)->headers)

enum packet_direction {
	DIRECTION_IN = 0,
	DIRECTION_OUT = 1,
};

#define PACKET_HOOK_XDP 2 /* of packet_event.hook; the others come from the configuration */

/* What the packet's own bytes do not tell. */
struct packet_about {
	__u64 cookie;
	__u32 ifindex;
	__u16 gso_segs;
	__u16 gso_size;
	__u8 direction;
	__u8 hook;
};

/* Copies `length`, a constant and a multiple of 4, by words; the last is filled up with zeros. */
static __always_inline void words_copy(void *to, const void *from, const __u32 length)
{
	__u32 at;

#pragma unroll
	for (at = 0; at + 8 <= length; at += 8)
		*(__u64 *)(to + at) = *(const __u64 *)(from + at);
	if (at < length)
		*(__u64 *)(to + at) = *(const __u32 *)(from + at);
}

#define COPY_IF(bytes)                                                              \
	if (length == (bytes) && packet->data + at + (bytes) <= packet->data_end) { \
		words_copy(to, packet->data + at, bytes);                           \
		return true;                                                        \
	}

/* The lengths that nearly all packets have. */
static __always_inline bool headers_copy_usual(const struct packet *packet, __u32 at, void *to, __u32 length)
{
	COPY_IF(52) /* IPv4 with timestamps */
	COPY_IF(40) /* IPv4 */
	COPY_IF(72) /* IPv6 with timestamps */
	COPY_IF(60) /* IPv6, or a SYN of IPv4 */
	return false;
}

/* Copies `length` bytes into `room`, a constant, filled up with zeros. */
static __always_inline bool headers_copy_any(const struct packet *packet, __u32 at, void *to, __u64 length,
					     const __u32 room)
{
	__builtin_memset(to, 0, room);
	/* The barriers keep each bound a comparison of its own, with `length` itself: Linux 6.1 learns from no other. */
	asm volatile("" : "+r"(length));
	if (length < sizeof(struct iphdr)) /* no header is shorter; Linux 6.1 learns nothing from length == 0 */
		return false;
	asm volatile("" : "+r"(length));
	if (length > room)
		return false;
	return packet_load(packet, at, to, length);
}

/* Copies both headers where extension headers are too many to keep: these are left out. */
static __always_inline bool headers_copy_split(const struct packet *packet, const struct packet_headers *headers,
					       void *to)
{
	return headers_copy_any(packet, headers->ip, to, sizeof(struct ipv6hdr), sizeof(struct ipv6hdr)) &&
	       headers_copy_any(packet, headers->tcp, to + sizeof(struct ipv6hdr), headers->tcp_length,
				HEADERS_LONG - sizeof(struct ipv6hdr));
}

static __always_inline void packet_fill(struct packet_event *event, const struct packet_headers *headers,
					const struct packet_about *about, __u32 ip_length)
{
	event->header.length = offsetof(struct packet_event, headers) + ((ip_length + headers->tcp_length + 7) & ~7);
	event->ifindex = about->ifindex;
	event->payload_length = headers->total - headers->ip_length - headers->tcp_length;
	event->gso_segs = about->gso_segs;
	event->gso_size = about->gso_size;
	event->direction = about->direction;
	event->ip_length = ip_length;
	event->tcp_length = headers->tcp_length;
	event->hook = about->hook;
}

/* One packet_event, in the smaller of two sizes that holds it. */
static __always_inline void packet_tell(struct hook_counts *counts, const struct packet *packet,
					const struct packet_headers *headers, const struct packet_about *about)
{
	__u32 length = headers->ip_length + headers->tcp_length;
	__u32 ip_length = headers->ip_length;
	struct packet_event *event;
	bool copied;

	if (length <= HEADERS_SHORT) {
		event = event_reserve(counts, EVENT_PACKET, offsetof(struct packet_event, headers) + HEADERS_SHORT,
				      about->cookie);
		if (!event)
			return;
		copied = headers_copy_usual(packet, headers->ip, event->headers, length) ||
			 headers_copy_any(packet, headers->ip, event->headers, length, HEADERS_SHORT);
	} else {
		event = event_reserve(counts, EVENT_PACKET, sizeof(*event), about->cookie);
		if (!event)
			return;
		if (length <= HEADERS_LONG) {
			copied = headers_copy_any(packet, headers->ip, event->headers, length, HEADERS_LONG);
		} else {
			copied = headers_copy_split(packet, headers, event->headers);
			ip_length = sizeof(struct ipv6hdr);
		}
	}
	if (!copied) {
		count(&counts->lost);
		bpf_ringbuf_discard(event, BPF_RB_NO_WAKEUP);
		return;
	}
	packet_fill(event, headers, about, ip_length);
	event_submit(event);
}

#endif
