package io.varve.compactor.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.varve.core.Clock;
import io.varve.metadata.cluster.Job;
import io.varve.node.http.HttpCall;
import io.varve.node.http.HttpEndpoint;
import io.varve.node.http.HttpReply;
import io.varve.table.feed.CatalogFeed;
import io.varve.table.feed.FedTable;
import io.varve.table.feed.FeedCounts;
import io.varve.table.feed.FeedReport;
import java.util.function.ToDoubleFunction;

/// The feed of another catalog while the role runs: its turns, its meters, and `GET /other-catalog`, which
/// tells how the tables fare there.
record Feeding(CatalogFeed feed, FeedReport report, Job job) implements HttpEndpoint {

    private static final int OK = 200;
    private static final int NOT_ALLOWED = 405;
    private static final double MS_PER_SECOND = 1_000;

    static Feeding start(CatalogFeed feed, MeterRegistry meters, Clock clock) {
        count(meters, feed, "changes", "Tables entered or brought up to date", FeedCounts::changes);
        count(meters, feed, "drops", "Tables of deleted topics taken out", FeedCounts::drops);
        count(meters, feed, "conflicts", "Changes refused since there was another one", FeedCounts::conflicts);
        count(meters, feed, "unknown", "Changes whose answer was lost", FeedCounts::unknown);
        count(meters, feed, "failures", "Tables, or all of them, left for later", FeedCounts::failures);
        gauge(
                meters,
                feed,
                "down",
                "1 while the other catalog cannot be fed",
                each -> each.outage().isEmpty() ? 0 : 1);
        gauge(
                meters,
                feed,
                "behind",
                "Tables that are not as ours are",
                each -> each.tables().stream()
                        .filter(table -> table.state() != FedTable.State.CURRENT)
                        .count());
        gauge(
                meters,
                feed,
                "refused",
                "Tables that wait for a person",
                each -> each.tables().stream()
                        .filter(table -> table.state() == FedTable.State.REFUSED)
                        .count());
        gauge(
                meters,
                feed,
                "stale",
                "Tables that may name deleted files",
                each -> each.tables().stream().filter(FedTable::stale).count());
        Gauge.builder("varve.table.catalog.lag", feed, each -> lagSeconds(each, clock))
                .description("How long the table that is furthest behind has been so")
                .baseUnit("seconds")
                .register(meters);
        return new Feeding(feed, new FeedReport(feed), feed.start());
    }

    private static double lagSeconds(CatalogFeed feed, Clock clock) {
        return feed.tables().stream()
                        .flatMapToLong(table -> table.behindSinceMs().stream())
                        .map(sinceMs -> clock.wallMs() - sinceMs)
                        .max()
                        .orElse(0)
                / MS_PER_SECOND;
    }

    private static void count(
            MeterRegistry meters, CatalogFeed feed, String name, String description, ToDoubleFunction<FeedCounts> of) {
        FunctionCounter.builder("varve.table.catalog." + name, feed.counts(), of)
                .description(description)
                .register(meters);
    }

    private static void gauge(
            MeterRegistry meters, CatalogFeed feed, String name, String description, ToDoubleFunction<CatalogFeed> of) {
        Gauge.builder("varve.table.catalog." + name, feed, of)
                .description(description)
                .register(meters);
    }

    @Override
    public String path() {
        return "/other-catalog";
    }

    @Override
    public HttpReply answer(HttpCall call) {
        return call.method().equals("GET")
                ? new HttpReply(OK, report.json())
                : new HttpReply(NOT_ALLOWED, "{\"error\":\"GET tells how tables fare in another catalog\"}");
    }

    void close() {
        job.close();
        feed.close();
    }
}
