/**
 * The words: what an event is, what a number means.
 *
 * <pre>
 *   events.h            model
 *   struct member  ==   Field (name, kind, offset, unit)  ->  column  ->  Series  ->  axis
 *   struct         ==   EventType
 * </pre>
 */
package io.tcbee.model;
