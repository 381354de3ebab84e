package io.varve.groups.coordinator;

import com.yammer.metrics.core.MetricsRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/// Shows what Kafka's coordinator measures, under its own names: `offset-commit-rate` is
/// `varve.coordinator.offset.commit.rate`, and `NumOffsets` is `varve.coordinator.num.offsets`. A percentile, such as
/// `event-queue-time-ms-p99`, has a tag `quantile` in place of the end of its name.
///
/// Thread-safe.
final class CoordinatorMeters implements MetricsReporter {

    private static final String PREFIX = "varve.coordinator.";

    private static final Pattern PERCENTILE = Pattern.compile("(.+)-p(\\d+)");

    /// Of groups that are not served.
    private static final String SHARE = "share";

    private final MeterRegistry registry;
    private final Map<MetricName, Gauge> gauges = new ConcurrentHashMap<>();

    CoordinatorMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Shows the gauges that Kafka keeps in a registry of an older kind, all of which exist from the start.
    void bind(MetricsRegistry older) {
        older.allMetrics().forEach((name, metric) -> {
            if (metric instanceof com.yammer.metrics.core.Gauge<?> gauge) {
                bind(words(name.getName()), gauge);
            }
        });
    }

    private void bind(String name, com.yammer.metrics.core.Gauge<?> gauge) {
        Gauge.builder(PREFIX + name, gauge, of -> number(of.value()))
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        MetricName name = metric.metricName();
        if (name.name().startsWith(SHARE) || name.tags().containsValue(SHARE)) {
            return;
        }
        Matcher percentile = PERCENTILE.matcher(name.name());
        Gauge.Builder<KafkaMetric> gauge = percentile.matches()
                ? gauge(percentile.group(1), metric).tag("quantile", "0." + percentile.group(2))
                : gauge(name.name(), metric);
        name.tags().forEach(gauge::tag);
        gauges.put(name, gauge.description(name.description()).register(registry));
    }

    private static Gauge.Builder<KafkaMetric> gauge(String name, KafkaMetric metric) {
        return Gauge.builder(PREFIX + name.replace('-', '.'), metric, of -> number(of.metricValue()))
                .strongReference(true);
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        Gauge gauge = gauges.remove(metric.metricName());
        if (gauge != null) {
            registry.remove(gauge);
        }
    }

    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /// `NumOffsets` in words as Micrometer separates them.
    private static String words(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", ".").toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        gauges.values().forEach(registry::remove);
    }

    @Override
    public void configure(Map<String, ?> configs) {}
}
