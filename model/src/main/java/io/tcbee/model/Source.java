package io.tcbee.model;

/** Where a value comes from. */
public enum Source {
    /** Read from the kernel's own state or decision. */
    KERNEL,
    /** Computed from packet headers alone. */
    WIRE,
    /** Concluded by a rule that can be wrong. */
    INFERRED
}
