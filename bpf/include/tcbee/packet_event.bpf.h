/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * packet_event.bpf.h - records the headers of a packet, exactly them and never a byte of payload.
 */
#ifndef TCBEE_PACKET_EVENT_BPF_H
#define TCBEE_PACKET_EVENT_BPF_H

#include <bpf/bpf_core_read.h>
#include <tcbee/flow.bpf.h>
#include <tcbee/packet.bpf.h>
#include <tcbee/ring.bpf.h>
#include <tcbee/state.bpf.h>

#define HEADERS_ROOM sizeof(((struct packet_event *)0)->headers)

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
	__u16 netns;
	__u8 direction;
	__u8 hook;
};

/* What event_header.packet_netns tells of that device; a program about packets may not follow the pointer itself. */
static __always_inline __u16 device_netns(const struct net_device *dev)
{
	return BPF_CORE_READ(dev, nd_net.net, ns.inum);
}

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
				HEADERS_ROOM - sizeof(struct ipv6hdr));
}

/* What packet_event and packet_state_event have in common: everything from `ifindex` on. */
#define PACKET_PART offsetof(struct packet_event, ifindex)
#define PACKET_STATE_PART offsetof(struct packet_state_event, ifindex)

/*
 * Fills a packet's part of its event and submits it, with no more of `headers` than there are. `part` is the offset of
 * `ifindex` in the event.
 */
static __always_inline void packet_fill(struct hook_counts *counts, void *event, const __u32 part,
					const struct packet *packet, const struct packet_headers *headers,
					const struct packet_about *about)
{
	struct packet_event *to = event + part - PACKET_PART; /* its header is not there: only what follows is used */
	__u32 length = headers->ip_length + headers->tcp_length;
	struct event_header *header = event;
	bool copied;

	to->ifindex = about->ifindex;
	to->payload_length = headers->total - length;
	to->gso_segs = about->gso_segs;
	to->gso_size = about->gso_size;
	to->direction = about->direction;
	to->ip_length = headers->ip_length;
	to->tcp_length = headers->tcp_length;
	to->hook = about->hook;
	if (length <= HEADERS_ROOM) {
		copied = headers_copy_usual(packet, headers->ip, to->headers, length) ||
			 headers_copy_any(packet, headers->ip, to->headers, length, HEADERS_ROOM);
	} else {
		copied = headers_copy_split(packet, headers, to->headers);
		to->ip_length = sizeof(struct ipv6hdr);
		length = sizeof(struct ipv6hdr) + headers->tcp_length;
	}
	header->packet_netns = about->netns;
	if (!copied) {
		event_discard(counts, event);
		return;
	}
	header->length = part + offsetof(struct packet_event, headers) - PACKET_PART + ((length + 7) & ~7);
	event_submit(event);
}

/* A packet of no known socket was lost: its connection is that of its ends. The address of IPv4 is mapped. */
static __always_inline void packet_lost(const struct packet *packet, const struct packet_headers *headers,
					const struct packet_about *about)
{
	bool out = about->direction == DIRECTION_OUT;
	struct loss_key key = {
		.local_port = bpf_ntohs(out ? headers->source : headers->dest),
		.remote_port = bpf_ntohs(out ? headers->dest : headers->source),
		.ifindex = about->ifindex,
	};
	__u8 *source = out ? key.local_address : key.remote_address;
	__u8 *dest = out ? key.remote_address : key.local_address;
	__u8 version = 0;

	packet_load(packet, headers->ip, &version, sizeof(version));
	if (version >> 4 == 6) {
		packet_load(packet, headers->ip + offsetof(struct ipv6hdr, saddr), source, 16);
		packet_load(packet, headers->ip + offsetof(struct ipv6hdr, daddr), dest, 16);
	} else {
		__be32 address = 0;

		packet_load(packet, headers->ip + offsetof(struct iphdr, saddr), &address, sizeof(address));
		address_map(source, address);
		packet_load(packet, headers->ip + offsetof(struct iphdr, daddr), &address, sizeof(address));
		address_map(dest, address);
	}
	loss_attribute(&key);
}

/* One packet_event. */
static __always_inline void packet_tell(struct hook_counts *counts, const struct packet *packet,
					const struct packet_headers *headers, const struct packet_about *about)
{
	struct packet_event *event = event_reserve(counts, EVENT_PACKET, sizeof(*event), about->cookie);

	if (event)
		packet_fill(counts, event, PACKET_PART, packet, headers, about);
	else if (!about->cookie)
		packet_lost(packet, headers, about);
}

/* One packet_state_event. */
static __always_inline void packet_state_tell(struct hook_counts *counts, const struct packet *packet,
					      const struct packet_headers *headers, const struct packet_about *about,
					      const struct tcp_sock *tp)
{
	struct packet_state_event *event = event_reserve(counts, EVENT_PACKET_STATE, sizeof(*event), about->cookie);

	if (!event)
		return;
	state_fill(&event->state, tp);
	packet_fill(counts, event, PACKET_STATE_PART, packet, headers, about);
}

#endif
