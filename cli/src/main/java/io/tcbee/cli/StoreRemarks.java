package io.tcbee.cli;

import io.tcbee.process.finding.Finding;
import io.tcbee.process.finding.Findings;
import io.tcbee.store.ConnectionRow;
import io.tcbee.store.FlowStore;
import io.tcbee.web.spi.Remark;
import io.tcbee.web.spi.Remarks;
import java.util.List;
import java.util.Map;

/** The findings of a database, as the page shows them. */
record StoreRemarks(FlowStore store) implements Remarks {
    /** The series in which a finding is seen; of others there is no one series. */
    private static final Map<String, String> SERIES =
            Map.of(
                    "timeout", "limit",
                    "receiver_limited", "limit",
                    "zero_window", "limit",
                    "send_buffer_limited", "limit",
                    "application_limited", "limit",
                    "bufferbloat", "queueing_delay_us",
                    "ecn_marking", "ce");

    @Override
    public List<Remark> of(ConnectionRow connection) {
        return Findings.of(store, connection).stream().map(StoreRemarks::remark).toList();
    }

    private static Remark remark(Finding finding) {
        String series = SERIES.get(finding.name());
        return new Remark(
                finding.name(),
                finding.side(),
                finding.source(),
                finding.what(),
                finding.advice(),
                finding.reference(),
                finding.evidence().stream()
                        .map(each -> new Remark.Evidence(each.fromNs(), each.toNs(), series))
                        .toList());
    }
}
