/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * loss.bpf.h - whose events were lost. Only where one is, so that what is not lost costs nothing.
 */
#ifndef TCBEE_LOSS_BPF_H
#define TCBEE_LOSS_BPF_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <tcbee/config.h>

/* Connections that can be told apart; what is lost of further ones counts for the hook only. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct loss_key);
	__type(value, __u64);
} lost_connections SEC(".maps");

/* Adds one to what this connection lost. */
static __noinline void loss_attribute(const struct loss_key *key)
{
	__u64 none = 0;
	__u64 *lost;

	if (!key)
		return;
	bpf_map_update_elem(&lost_connections, key, &none, BPF_NOEXIST);
	lost = bpf_map_lookup_elem(&lost_connections, key);
	if (lost)
		__sync_fetch_and_add(lost, 1);
}

/* An event of that socket was lost; nothing if it has no cookie. */
static __noinline void loss_of_cookie(__u64 cookie)
{
	struct loss_key key = {.cookie = cookie};

	if (cookie)
		loss_attribute(&key);
}

#endif
