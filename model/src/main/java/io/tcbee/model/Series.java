package io.tcbee.model;

/**
 * What a column of numbers over time is: one line of the catalogue that travels with every
 * database.
 *
 * @param name the field's own name, the same from the kernel to the legend
 * @param definition what one value says, in one or two sentences
 * @param reference RFC and section, or kernel file, that defines it; empty where the definition is
 *     ours
 */
public record Series(String name, Unit unit, String definition, Source source, String reference) {}
