#!/usr/bin/env python3
"""Prints the events of a TCBee trace, one per line: read_trace.py FILE (docs/trace-format.md)."""
import struct
import sys

KINDS = {"u8": "<B", "u16": "<H", "u32": "<I", "s32": "<i", "u64": "<Q"}


def chunks(trace):
    at = 16
    while at + 64 <= len(trace):
        (magic, kind, cpu, length, events, discarded, _, _, _, first, *_) = struct.unpack_from(
            "<4sIIIIIQQIIQII", trace, at)
        if magic != b"CHNK" or at + 64 + length > len(trace):
            break
        yield kind, events + discarded, first, trace[at + 64 : at + 64 + length]
        at += 64 + (length + 7) // 8 * 8


def event_table(head):
    table = {}
    for line in head.decode().splitlines():
        word, *values = line.split("\t")
        if word == "event":
            fields = table.setdefault(int(values[0]), (values[1], []))[1]
        elif word == "field" and values[1] in KINDS:
            fields.append((values[0], KINDS[values[1]], int(values[2])))
    return table


def main(path):
    with open(path, "rb") as file:
        trace = file.read()
    if trace[:8] != b"\x89TCBEE\r\n" or trace[8:10] != b"\x01\x00":
        sys.exit(f"{path}: not a trace of format 1")
    table, events = {}, []
    for kind, records, at, payload in chunks(trace):
        if kind == 1:
            table = event_table(payload)
        for _ in range(records if kind == 2 else 0):
            word = struct.unpack_from("<I", payload, at)[0]
            if not word & 1 << 30:
                events.append(payload[at + 8 : at + 8 + word])
            at += (8 + (word & 0x3FFFFFFF) + 7) // 8 * 8
    for event in sorted(events, key=lambda event: struct.unpack_from("<Q", event)):
        name, fields = table.get(struct.unpack_from("<H", event, 16)[0], ("unknown", []))
        values = (f"{field}={struct.unpack_from(code, event, at)[0]}" for field, code, at in fields)
        print(name, *values)


main(sys.argv[1])
