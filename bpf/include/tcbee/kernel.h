/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * kernel.h - every kernel type and field that the programs read, and the file of Linux that defines it.
 *
 * A type lists only what is read; the loader moves each access to where the running kernel has the field (CO-RE).
 * Fields that are bits in some kernel are declared as bits here and read with BPF_CORE_READ_BITFIELD, which also
 * holds where they are whole bytes. All are found in the BTF of Debian 6.1, 6.12, 6.18 and 7.3.
 */
#ifndef TCBEE_KERNEL_H
#define TCBEE_KERNEL_H

#include <linux/types.h>
#include <linux/in6.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* include/linux/types.h */
typedef struct {
	int counter;
} atomic_t;

/* include/linux/refcount_types.h; include/linux/refcount.h up to 6.7 */
typedef struct {
	atomic_t refs;
} refcount_t;

typedef struct {
	long counter;
} atomic64_t;

/* include/linux/uidgid_types.h; include/linux/uidgid.h up to 6.7 */
typedef struct {
	__u32 val;
} kuid_t;

/* include/linux/ns_common.h */
struct ns_common {
	unsigned int inum;
};

/* include/net/net_namespace.h */
struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

/* include/linux/kernfs.h */
struct kernfs_node {
	__u64 id;
};

/* include/linux/cgroup-defs.h */
struct cgroup;

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
};

struct sock_cgroup_data {
	struct cgroup *cgroup;
};

/* include/net/sock.h */
struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	possible_net_t skc_net;
	struct sock *skc_listener;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
};

struct sock {
	struct sock_common __sk_common;
	struct {
		atomic_t rmem_alloc;
	} sk_backlog;
	int sk_rcvbuf;
	refcount_t sk_wmem_alloc;
	int sk_wmem_queued;
	__u8 sk_shutdown;
	unsigned long sk_pacing_rate;
	kuid_t sk_uid;
	__u16 sk_protocol;
	__u16 sk_type;
	int sk_sndbuf;
	struct sock_cgroup_data sk_cgrp_data;
};

/* include/net/inet_sock.h */
struct inet_sock {
	struct sock sk;
	__be16 inet_sport;
};

/* include/net/tcp.h */
struct tcp_congestion_ops {
	char name[16];
};

/* include/net/inet_connection_sock.h */
struct inet_connection_sock {
	struct inet_sock icsk_inet;
	__u32 icsk_rto;
	const struct tcp_congestion_ops *icsk_ca_ops;
	__u8 icsk_ca_state : 5;
	__u8 icsk_retransmits;
	__u8 icsk_pending;
	__u8 icsk_backoff;
	__u8 icsk_probes_out;
	struct {
		__u32 quick : 8;
	} icsk_ack;
};

/* include/linux/win_minmax.h */
struct minmax_sample {
	__u32 t;
	__u32 v;
};

struct minmax {
	struct minmax_sample s[3];
};

/* include/linux/tcp.h */
struct tcp_options_received {
	__u16 tstamp_ok : 1;
	__u16 wscale_ok : 1;
	__u16 sack_ok : 3;
	__u16 snd_wscale : 4;
	__u16 rcv_wscale : 4;
};

struct tcp_rack {
	__u32 rtt_us;
	__u8 reo_wnd_steps;
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u32 rcv_ssthresh;
	__u32 reordering;
	__u32 snd_wnd;
	__u32 mss_cache;
	__u32 snd_cwnd;
	__u32 lost_out;
	__u32 sacked_out;
	__u8 is_cwnd_limited : 1;
	__u32 copied_seq;
	__u32 tlp_high_seq;
	__u32 rttvar_us;
	__u32 retrans_out;
	__u16 advmss;
	__u32 snd_ssthresh;
	struct minmax rtt_min;
	__u64 bytes_sent;
	__u32 segs_out;
	__u32 data_segs_out;
	__u8 chrono_type : 2;
	__u32 chrono_start;
	__u32 chrono_stat[3];
	__u64 tcp_mstamp;
	__u32 window_clamp;
	__u32 write_seq;
	__u32 mdev_us;
	__u8 ecn_flags;
	__u8 rate_app_limited : 1;
	__u32 rcv_nxt;
	__u32 snd_nxt;
	__u32 snd_una;
	__u32 srtt_us;
	__u32 packets_out;
	__u32 delivered;
	__u32 delivered_ce;
	__u32 app_limited;
	__u32 rcv_wnd;
	struct tcp_options_received rx_opt;
	__u64 bytes_received;
	__u32 segs_in;
	__u32 data_segs_in;
	struct {
		__u32 rtt_us;
	} rcv_rtt_est;
	struct {
		int space;
	} rcvq_space;
	__u32 dsack_dups;
	struct tcp_rack rack;
	__u8 tlp_retrans : 1;
	__u8 frto : 1;
	__u8 nonagle : 4;
	__u32 reord_seen;
	__u32 rate_delivered;
	__u32 rate_interval_us;
	__u64 bytes_acked;
	__u32 snd_cwnd_cnt;
	__u32 prior_cwnd;
	__u32 high_seq;
	__u32 prior_ssthresh;
	__u32 undo_marker;
	int undo_retrans;
	__u64 bytes_retrans;
	__u32 total_retrans;
	__u32 rcv_ooopack;
};

/* include/net/request_sock.h */
struct request_sock {
	struct sock_common __req_common;
	__u8 num_retrans;
	__u8 num_timeout : 7;
};

/* include/net/inet_sock.h */
struct inet_request_sock {
	struct request_sock req;
};

/* include/linux/tcp.h */
struct tcp_request_sock {
	struct inet_request_sock req;
	__u32 rcv_isn;
	__u32 snt_isn;
};

/* include/linux/skbuff.h */
struct sk_buff {
	char cb[48];
};

/* include/net/tcp.h; lies in sk_buff.cb */
struct tcp_skb_cb {
	__u32 seq;
	__u32 end_seq;
	__u16 tcp_gso_segs;
	__u16 tcp_flags; /* one byte up to 6.15 */
	__u32 ack_seq;
};

/* include/linux/socket.h */
struct msghdr {
	unsigned int msg_flags;
};

/* include/linux/sched/signal.h */
struct signal_struct {
	atomic_t live;
};

/* include/linux/sched.h */
struct task_struct {
	int pid;
	int tgid;
	struct task_struct *group_leader;
	char comm[16];
	struct signal_struct *signal;
};

/* include/linux/fs.h */
struct file;

/* include/linux/net.h */
struct socket {
	struct sock *sk;
};

/* kernel/bpf/task_iter.c */
struct bpf_iter__task_file {
	struct task_struct *task;
	struct file *file;
};

/* net/ipv4/tcp_ipv4.c */
struct bpf_iter__tcp {
	struct sock_common *sk_common;
};

#pragma clang attribute pop

#endif
