/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * config.h - what the recorder tells the programs before they are loaded, and what they tell it back.
 *
 * Little endian, naturally aligned, no holes; `record` mirrors both structs and the order of the hooks.
 */
#ifndef TCBEE_CONFIG_H
#define TCBEE_CONFIG_H

/* Index into `counters`: one per program. Append-only within a release; the trace stores names, not these numbers. */
enum hook_id {
	HOOK_PACKET_INGRESS,
	HOOK_PACKET_EGRESS,
	HOOK_PACKET_INGRESS_RAW,
	HOOK_PACKET_EGRESS_RAW,
	HOOK_PACKET_XDP,
	HOOK_TCP_PROBE,
	HOOK_SOCK_SEND_LENGTH,
	HOOK_SOCK_RECV_LENGTH,
	HOOK_TCP_SENDMSG_EXIT,
	HOOK_TCP_RECVMSG_EXIT,
	HOOK_TCP_RETRANSMIT_SKB,
	HOOK_TCP_RETRANSMIT_SYNACK,
	HOOK_TCP_CONG_STATE_SET,
	HOOK_INET_SOCK_SET_STATE,
	HOOK_TCP_DESTROY_SOCK,
	HOOK_TCP_SEND_RESET,
	HOOK_TCP_RECEIVE_RESET,
	HOOK_ITER_TCP,
	HOOK_TCP_WRITE_TIMER_HANDLER_EXIT,
	HOOK_TCP_WRITE_TIMER_HANDLER_ENTRY,
	HOOK_TIMER_EXPIRE_EXIT,
	HOOK_TIMER_EXPIRE_ENTRY,
	HOOK_TCP_TIMER_RELEASE_RTO,
	HOOK_TCP_TIMER_RELEASE_TLP,
	HOOK_TCP_BAD_CSUM,
	HOOK_TCP_RCVBUF_GROW,
	HOOK_TCP_RCV_SPACE_ADJUST,
	HOOK_KFREE_SKB,
	HOOK_TCP_PROBE_CC,
	HOOKS, /* how many there are */
};

/* The one read-only global, `config`: constant to the verifier, so what is 0 costs nothing. */
struct recorder_config {
	__u32 target_netns;  /* inode number of the network namespace to record; 0 is all */
	__u16 target_port;   /* host order, local or remote; 0 is all */
	__u8 packet_hook;    /* what attaches packet_*: 0 tcx, 1 clsact; copied into packet_event.hook */
	__u8 retransmit_err; /* 1 if tcp:tcp_retransmit_skb has a third argument: why nothing was sent */
	__u32 jiffy_us;	     /* us per jiffy of this kernel */
	__u32 recorder_pid;  /* process id whose calls are not recorded; 0 is none */
	__u8 reset_reason;   /* 1 if tcp:tcp_send_reset has a third argument: why */
	__u8 kfree_rx_sk;    /* 1 if skb:kfree_skb has a fourth argument: the socket that dropped it */
	__u8 reserved[2];    /* zero */
};

/* What one hook did on one CPU. Exact: no increment is lost to an interrupt. */
struct hook_counts {
	__u64 seen;	/* times the kernel called the program */
	__u64 filtered; /* of these, not wanted: another protocol, flow, namespace or process */
	__u64 events;	/* events that were wanted, lost ones included; one call may make two */
	__u64 lost;	/* of these, not told: no space in the ring, or the packet's headers could not be read */
};

#endif
