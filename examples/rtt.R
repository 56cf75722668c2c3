# The distribution of the round-trip time of each connection: Rscript rtt.R FILE.sqlite
# Needs the package RSQLite (Debian: r-cran-rsqlite).
suppressPackageStartupMessages(library(DBI))

flows <- dbConnect(RSQLite::SQLite(), commandArgs(trailingOnly = TRUE)[1], flags = RSQLite::SQLITE_RO)
samples <- dbGetQuery(flows, "
    SELECT connection, side, rtt_us FROM rtt_samples")
for (end in split(samples, list(samples$connection, samples$side), drop = TRUE)) {
    cat(end$connection[1], end$side[1], nrow(end),
        quantile(end$rtt_us, c(0.5, 0.95, 0.99), type = 1), sep = "\t")
    cat("\n")
}
invisible(dbDisconnect(flows))
