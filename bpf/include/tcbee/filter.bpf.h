/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * filter.bpf.h - is a connection wanted, by what its ends are: ports, addresses, one in n.
 *
 * Plain compares on constants; without branches over the prefixes, so that the verifier walks them once.
 */
#ifndef TCBEE_FILTER_BPF_H
#define TCBEE_FILTER_BPF_H

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <tcbee/filter.h>

const volatile struct recorder_filter filter = {};

/* An address of 16 bytes in network order, IPv4 mapped, as two words. */
struct address {
	__u64 word[2];
};

/* Both ends of a connection, seen from this machine. */
struct ends {
	struct address local;
	struct address remote;
	__be16 local_port;
	__be16 remote_port;
	__u32 zero; /* so that the struct is a key without holes */
};

static __always_inline bool port_in(const volatile __u8 *set, __be16 port)
{
	__u32 number = bpf_ntohs(port);

	return set[number >> 3] >> (number & 7) & 1;
}

static __always_inline bool ports_wanted(__be16 local, __be16 remote)
{
	if (filter.ports & PORTS_EITHER && !port_in(filter.port_either, local) && !port_in(filter.port_either, remote))
		return false;
	if (filter.ports & PORTS_EITHER_NOT &&
	    (port_in(filter.port_either_not, local) || port_in(filter.port_either_not, remote)))
		return false;
	if (filter.ports & PORTS_LOCAL && !port_in(filter.port_local, local))
		return false;
	return !(filter.ports & PORTS_REMOTE) || port_in(filter.port_remote, remote);
}

/* 1 if it is 0, else 0. The barrier keeps the compiler from making a branch of it, which the verifier would follow. */
static __always_inline __u64 is_zero(__u64 value)
{
	__u64 negative = -value;

	asm volatile("" : "+r"(negative));
	return 1 ^ (value | negative) >> 63;
}

/* 1 if the address lies in the prefix, else 0. */
static __always_inline __u64 prefix_has(const volatile struct filter_prefix *prefix, const struct address *address)
{
	return is_zero(((address->word[0] & prefix->mask[0]) ^ prefix->address[0]) |
		       ((address->word[1] & prefix->mask[1]) ^ prefix->address[1]));
}

/* IPv4, in network order. */
static __always_inline void address_mapped(struct address *to, __be32 address)
{
	to->word[0] = 0;
	to->word[1] = bpf_be64_to_cpu(0x0000ffff00000000ULL | bpf_ntohl(address));
}

/* 16 bytes in network order. */
static __always_inline void address_read(struct address *to, const void *from)
{
	to->word[0] = *(const __u64 *)from;
	to->word[1] = *((const __u64 *)from + 1);
}

/* Do the rules about addresses need to see them? */
static __always_inline bool addresses_count(void)
{
	return filter.prefixes || filter.sample;
}

/* The finalizer of splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
static __always_inline __u64 mix(__u64 z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

static __always_inline __u64 end_mix(const struct address *address, __be16 port)
{
	return mix(bpf_be64_to_cpu(address->word[0]) ^ mix(bpf_be64_to_cpu(address->word[1]) ^ mix(bpf_ntohs(port))));
}

/* The same number for both directions and both hosts, spread evenly over 32 bits. */
static __always_inline __u32 ends_hash(const struct ends *ends)
{
	return mix(end_mix(&ends->local, ends->local_port) + end_mix(&ends->remote, ends->remote_port)) >> 32;
}

static __always_inline bool prefixes_want(const struct ends *ends)
{
	__u64 denied = 0;
	__u64 hit = 0;

#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < FILTER_PREFIXES; i++) {
		const volatile struct filter_prefix *prefix = &filter.prefix[i];
		__u64 local, remote, has;

		if (i >= filter.prefixes)
			break;
		local = prefix_has(prefix, &ends->local);
		remote = prefix_has(prefix, &ends->remote);
		if (prefix->end == END_LOCAL)
			has = local;
		else if (prefix->end == END_REMOTE)
			has = remote;
		else
			has = local | remote;
		if (prefix->negated)
			denied |= has;
		else
			hit |= has * prefix->end;
	}
	return !denied && (hit & filter.prefix_ends) == filter.prefix_ends;
}

/*
 * Is a connection between these ends wanted, as far as their addresses say, and is it one in n? Not before the kernel has
 * chosen its local port.
 */
static __always_inline bool addresses_wanted(const struct ends *ends)
{
	if (filter.prefixes && !prefixes_want(ends))
		return false;
	return !filter.sample || (ends->local_port && ends_hash(ends) % filter.sample == 0);
}

#endif
