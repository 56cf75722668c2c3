/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * segment.bpf.h - what TCP noted of a segment in its sk_buff (TCP_SKB_CB, include/net/tcp.h).
 *
 * Plain loads at offsets that the loader fills in: the verifier lets a program read sk_buff.cb as it likes.
 */
#ifndef TCBEE_SEGMENT_BPF_H
#define TCBEE_SEGMENT_BPF_H

#include <bpf/bpf_core_read.h>
#include <tcbee/kernel.h>

/* The barrier keeps the offset out of the load: the loader refuses one whose size is not the field's (tcp_flags). */
#define SEGMENT_FIELD(skb, type, field)                                                                      \
	({                                                                                                   \
		const void *at = (const void *)&(skb)->cb + bpf_core_field_offset(struct tcp_skb_cb, field); \
		asm volatile("" : "+r"(at));                                                                 \
		*(const type *)at;                                                                           \
	})

#define SEGMENT_FIN 0x01
#define SEGMENT_SYN 0x02
#define SEGMENT_RST 0x04

static __always_inline __u32 segment_seq(const struct sk_buff *skb)
{
	return SEGMENT_FIELD(skb, __u32, seq);
}

static __always_inline __u32 segment_end_seq(const struct sk_buff *skb)
{
	return SEGMENT_FIELD(skb, __u32, end_seq);
}

static __always_inline __u32 segment_ack_seq(const struct sk_buff *skb)
{
	return SEGMENT_FIELD(skb, __u32, ack_seq);
}

/* As in the header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, and AE 256 where the kernel knows it. */
static __always_inline __u32 segment_flags(const struct sk_buff *skb)
{
	if (bpf_core_field_size(struct tcp_skb_cb, tcp_flags) == 1)
		return SEGMENT_FIELD(skb, __u8, tcp_flags);
	return SEGMENT_FIELD(skb, __u16, tcp_flags);
}

/* Bytes of payload: end_seq - seq, where SYN and FIN take one each. */
static __always_inline __u32 segment_data_length(const struct sk_buff *skb)
{
	__u32 flags = segment_flags(skb);

	return segment_end_seq(skb) - segment_seq(skb) - !!(flags & SEGMENT_SYN) - !!(flags & SEGMENT_FIN);
}

/* Segments in it, as the sender counts them. */
static __always_inline __u32 segment_segs(const struct sk_buff *skb)
{
	return SEGMENT_FIELD(skb, __u16, tcp_gso_segs);
}

#endif
