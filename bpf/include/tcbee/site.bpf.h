/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * site.bpf.h - where in TCP's code this CPU is: in the handler of a socket's timer, or not.
 *
 * Entered and left with bottom halves off (net/ipv4/tcp_timer.c, tcp_write_timer; net/ipv4/tcp_output.c,
 * tcp_release_cb), so no other timer's handler comes between on the same CPU.
 */
#ifndef TCBEE_SITE_BPF_H
#define TCBEE_SITE_BPF_H

#include <bpf/bpf_core_read.h>
#include <tcbee/hook.bpf.h>
#include <tcbee/kernel.h>
#include <tcbee/events.h>
#include <tcbee/watched.bpf.h>

enum tcp_timer { /* ICSK_TIME_* of include/net/inet_connection_sock.h */
		 TIMER_RETRANS = 1,
		 TIMER_PROBE0 = 3,
		 TIMER_LOSS_PROBE = 5,
		 TIMER_REO_TIMEOUT = 6,
};

/* What a timer's handler found. */
struct timer_site {
	__u64 sk; /* address of the socket whose timer is handled; 0 is none */
	__u32 late_us;
	__u32 snd_nxt;
	__u32 total_retrans;
	__u32 tlp_high_seq;
	__u8 timer;
	__u8 owned;
	__u8 retransmits;
	__u8 probes_out;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct timer_site);
} sites SEC(".maps");

/* Address of the kernel's function tcp_write_timer, read from the first socket that is seen; 0 before. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} write_timer SEC(".maps");

#define PUT_OFF_HANDLED 0x100 /* its retransmission comes next */

/*
 * Timers that expired while a process used the socket, by the socket's address: they are handled when it is released.
 * Value: enum tcp_timer, and PUT_OFF_HANDLED.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u32);
} put_off SEC(".maps");

static __always_inline struct timer_site *site_here(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&sites, &zero);
}

static __always_inline __u64 write_timer_known(void)
{
	__u32 zero = 0;
	const __u64 *known = bpf_map_lookup_elem(&write_timer, &zero);

	return known ? *known : 0;
}

/* Is every handling of a timer seen, by now? */
static __always_inline bool sites_watched(void)
{
	enum watched_by by = watched_by(WATCH_TIMERS);

	return by == WATCHED_BY_FUNCTION || (by == WATCHED_BY_TRACEPOINT && write_timer_known());
}

/* The timer of the write side; it moved to struct sock in Linux 6.19. */
static __always_inline const struct timer_list *write_timer_of(const struct tcp_sock *tp)
{
	if (bpf_core_field_exists(tp->inet_conn.icsk_retransmit_timer))
		return &tp->inet_conn.icsk_retransmit_timer;
	return &tp->inet_conn.icsk_inet.sk.tcp_retransmit_timer;
}

/* All sockets of TCP have the same function in that timer (net/ipv4/tcp_timer.c, tcp_init_xmit_timers). */
static __always_inline void write_timer_learn(const struct tcp_sock *tp)
{
	__u32 zero = 0;
	__u64 *known = bpf_map_lookup_elem(&write_timer, &zero);

	if (known && !*known)
		*known = (__u64)write_timer_of(tp)->function;
}

/* enum tcp_timer of the socket's timer that was put off, or 0. */
static __always_inline __u32 put_off_timer(__u64 sk)
{
	const __u32 *value = bpf_map_lookup_elem(&put_off, &sk);

	return value ? *value : 0;
}

static __always_inline void put_off_set(__u64 sk, __u32 value)
{
	bpf_map_update_elem(&put_off, &sk, &value, BPF_ANY);
}

static __always_inline void put_off_clear(__u64 sk)
{
	bpf_map_delete_elem(&put_off, &sk);
}

#endif
