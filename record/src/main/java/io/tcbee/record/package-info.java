/**
 * Probes in the kernel, drained into a trace file.
 *
 * <pre>
 *  RecordOptions -> Recorder.open
 *                     | Machine     may we, can this kernel
 *                     | Programs    the object: loaded, what does not load is left out
 *                     | Attachments the links; closing them ends it
 *                     v
 *                   Drain, a thread: rings -> TraceWriter, Counters -> LossReport
 *                     |
 *  RecordSummary <- Recorder.stop
 * </pre>
 *
 * <p>Exactly: events counted in the kernel == records stored + events lost.
 */
package io.tcbee.record;
