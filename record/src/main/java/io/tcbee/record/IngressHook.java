package io.tcbee.record;

/** Where packets that come in are seen. */
public enum IngressHook {
    /** After GRO, with the rest of the stack (clsact where the kernel has no TCX). */
    TCX,
    /** Before GRO; changes what it measures on devices whose driver gives up offloads for it. */
    XDP
}
