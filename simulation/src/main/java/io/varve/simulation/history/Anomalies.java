package io.varve.simulation.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Collects what was found: counts all, and keeps the first of each rule.
final class Anomalies {

    static final int KEPT_OF_A_RULE = 20;

    private final Map<Rule, List<Anomaly>> kept = new EnumMap<>(Rule.class);
    private final Map<Rule, Long> counts = new EnumMap<>(Rule.class);

    void add(Rule rule, List<Long> operations, String text) {
        counts.merge(rule, 1L, Long::sum);
        List<Anomaly> ofRule = kept.computeIfAbsent(rule, any -> new ArrayList<>());
        if (ofRule.size() < KEPT_OF_A_RULE) {
            ofRule.add(new Anomaly(rule, operations, text));
        }
    }

    Map<Rule, Long> counts() {
        return counts;
    }

    List<Anomaly> kept() {
        return kept.values().stream().flatMap(List::stream).toList();
    }
}
