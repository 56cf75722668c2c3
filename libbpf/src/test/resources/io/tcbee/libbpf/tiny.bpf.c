/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* tiny - one program of each kind that the border can attach; BpfObjectTest compiles it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

const volatile __u32 unused = 1;
const volatile __u64 marker = 0;

#define SEGMENT (1 << 20)

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, SEGMENT);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 128);
} level SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("tc")
int packet(struct __sk_buff *skb)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&packets, &zero);
	__u64 *head = bpf_map_lookup_elem(&level, &zero);
	void *segment = bpf_map_lookup_elem(&events, &zero);
	__u64 *record;

	if (count)
		__sync_fetch_and_add(count, 1);
	if (!head || !segment)
		return -1;
	record = segment + (*head & (SEGMENT / 2 - 16)); /* too few come for it to wrap */
	record[0] = sizeof(*record);
	record[1] = marker;
	*head += 2 * sizeof(*record);
	return -1;
}

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&packets, &zero);

	if (count)
		__sync_fetch_and_add(count, 1);
	return XDP_PASS;
}

SEC("tp_btf/tcp_probe")
int traced(void *ctx)
{
	return 0;
}

SEC("tp_btf/no_such_tracepoint")
int untraceable(void *ctx)
{
	return 0;
}

/* Refused: it reads what it has not checked. */
SEC("tc")
int refused(struct __sk_buff *skb)
{
	return *(__u8 *)(long)skb->data;
}

char LICENSE[] SEC("license") = "GPL";
