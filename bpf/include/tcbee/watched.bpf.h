/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * watched.bpf.h - which programs are attached, for those that leave something to others.
 */
#ifndef TCBEE_WATCHED_BPF_H
#define TCBEE_WATCHED_BPF_H

#include <tcbee/hook.bpf.h>

enum watch {
	WATCH_TIMERS = 0, /* the beginning and the end of each handling of a timer */
	WATCH_ACKS = 1,	  /* tcp_ack() */
	WATCHES,
};

enum watched_by {
	WATCHED_BY_NONE = 0,
	WATCHED_BY_FUNCTION = 1,
	WATCHED_BY_TRACEPOINT = 2,
};

/* Index: enum watch. Value: enum watched_by, which the recorder sets once it has attached what watches. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, WATCHES);
	__type(key, __u32);
	__type(value, __u32);
} watched SEC(".maps");

static __always_inline enum watched_by watched_by(enum watch watch)
{
	__u32 key = watch;
	const __u32 *value = bpf_map_lookup_elem(&watched, &key);

	return value ? *value : WATCHED_BY_NONE;
}

#endif
