/**
 * Metrics: the door for those of strangers, and those that come with TCBee and use the same door.
 */
module io.tcbee.metric {
    requires transitive io.tcbee.model;
    requires transitive io.tcbee.tcp;

    exports io.tcbee.metric;

    uses io.tcbee.metric.Metric;

    provides io.tcbee.metric.Metric with
            io.tcbee.metric.internal.Totals,
            io.tcbee.metric.internal.RttSamples,
            io.tcbee.metric.internal.Retransmissions,
            io.tcbee.metric.internal.DuplicateAcks,
            io.tcbee.metric.internal.BytesInFlight,
            io.tcbee.metric.internal.Goodput,
            io.tcbee.metric.internal.Handshake,
            io.tcbee.metric.internal.Ecn,
            io.tcbee.metric.internal.InitialWindow,
            io.tcbee.metric.internal.RetransmissionTimeout,
            io.tcbee.metric.internal.QueueingDelay,
            io.tcbee.metric.internal.Durations,
            io.tcbee.metric.internal.Limits,
            io.tcbee.metric.internal.WindowEvents,
            io.tcbee.metric.internal.SpuriousRetransmissions,
            io.tcbee.metric.internal.LossEpisodes,
            io.tcbee.metric.internal.TimestampRtt,
            io.tcbee.metric.internal.Reordering,
            io.tcbee.metric.internal.Teardown,
            io.tcbee.metric.internal.CongestionState,
            io.tcbee.metric.internal.DeliveryRate,
            io.tcbee.metric.internal.Bursts,
            io.tcbee.metric.internal.KernelUndo,
            io.tcbee.metric.internal.Wireshark;
}
