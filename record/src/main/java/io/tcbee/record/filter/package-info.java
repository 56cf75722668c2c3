/**
 * Which connections are recorded: rules as they are typed, checked before anything starts.
 *
 * <p>A connection is wanted when for every kind of rule that was given at least one that is not
 * negated matches, where there is one, and none that is negated.
 */
package io.tcbee.record.filter;
