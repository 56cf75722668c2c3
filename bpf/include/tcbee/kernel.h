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

/* include/linux/timer_types.h; include/linux/timer.h up to 6.8 */
struct timer_list {
	unsigned long expires;
	void (*function)(struct timer_list *timer);
};

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
		int owned;
	} sk_lock;
	struct timer_list tcp_retransmit_timer; /* since 6.19 */
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
	unsigned long icsk_timeout;		 /* in 6.12, not in 6.16 */
	struct timer_list icsk_retransmit_timer; /* up to 6.18 */
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
	__u64 icsk_ca_priv[13];
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
		__u32 seq;
		__u64 time;
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
struct net_device {
	int ifindex;
	possible_net_t nd_net;
};

/* include/net/xdp.h */
struct xdp_rxq_info {
	struct net_device *dev;
};

struct xdp_buff {
	struct xdp_rxq_info *rxq;
};

struct sk_buff {
	struct net_device *dev;
	struct sock *sk;
	char cb[48];
	unsigned int len;
	__be16 protocol;
	__u16 network_header;
	unsigned char *head;
	int skb_iif;
};

/* include/net/dropreason-core.h; include/linux/skbuff.h and include/net/dropreason.h up to 6.3 */
enum skb_drop_reason {
	SKB_CONSUMED,
	SKB_DROP_REASON_NOT_SPECIFIED,
};

/* include/net/tcp.h; lies in sk_buff.cb */
struct tcp_skb_cb {
	__u32 seq;
	__u32 end_seq;
	__u16 tcp_gso_segs;
	__u16 tcp_flags; /* one byte up to 6.15 */
	__u32 ack_seq;
};

/* net/ipv4/tcp_cubic.c; lies in icsk_ca_priv */
struct bictcp {
	__u32 cnt;
	__u32 last_max_cwnd;
	__u32 last_cwnd;
	__u32 bic_origin_point;
	__u32 bic_K;
	__u32 delay_min;
	__u32 epoch_start;
	__u32 ack_cnt;
	__u32 tcp_cwnd;
	__u8 sample_cnt;
	__u8 found;
	__u32 round_start;
	__u32 end_seq;
	__u32 curr_rtt;
};

/* net/ipv4/tcp_bbr.c; lies in icsk_ca_priv. Version 1, and version 3 as it is developed out of the tree. */
struct bbr {
	__u32 min_rtt_us;
	__u32 min_rtt_stamp;
	struct minmax bw; /* version 1 */
	__u32 rtt_cnt;	  /* version 1 */
	__u32 next_rtt_delivered;
	__u64 cycle_mstamp;
	__u32 mode : 3;
	__u32 prev_ca_state : 3;
	__u32 packet_conservation : 1; /* version 1 */
	__u32 round_start : 1;
	__u32 idle_restart : 1;
	__u32 probe_rtt_round_done : 1;
	__u32 lt_is_sampling : 1; /* version 1, as all lt_ */
	__u32 lt_rtt_cnt : 7;
	__u32 lt_use_bw : 1;
	__u32 lt_bw;
	__u32 pacing_gain : 10;
	__u32 cwnd_gain : 10;
	__u32 full_bw_reached : 1;
	__u32 full_bw_cnt : 2;
	__u32 cycle_idx : 3;
	__u32 has_seen_rtt : 1;
	__u32 prior_cwnd;
	__u32 full_bw;
	__u16 extra_acked[2];
	__u32 ack_epoch_acked : 20;
	__u32 bw_latest; /* version 3, as all below */
	__u32 bw_lo;
	__u32 bw_hi[2];
	__u32 inflight_latest;
	__u32 inflight_lo;
	__u32 inflight_hi;
	__u32 ecn_alpha : 9;
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
