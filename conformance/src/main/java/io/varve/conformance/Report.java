package io.varve.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a run has found, for people, for a page of documentation, or for programs.
///
/// @param kafkaVersion of the Apache Kafka that the broker is compared with
record Report(String kafkaVersion, List<Judgement> judgements) {

    Report {
        judgements = List.copyOf(judgements);
    }

    boolean isAsExpected() {
        return judgements.stream().allMatch(Judgement::isAsExpected);
    }

    String text() {
        List<String> lines = new ArrayList<>();
        for (Judgement suite : judgements) {
            lines.add("%s: %d ran; of %d that Apache Kafka %s passes and that are demanded %d passed"
                    .formatted(suite.suite(), suite.ran(), suite.demanded(), kafkaVersion, suite.passed()));
            countByFeature(suite).forEach((feature, tests) -> lines.add("  %d not yet: %s".formatted(tests, feature)));
            suite.differences().forEach((test, difference) -> lines.add("  " + test + " " + difference));
            suite.flaky().forEach((test, result) -> lines.add("  " + test + " is flaky on Apache Kafka: " + result));
        }
        int differences = judgements.stream()
                .mapToInt(suite -> suite.differences().size())
                .sum();
        lines.add(differences == 0 ? "as expected" : "differences: " + differences);
        return String.join("\n", lines);
    }

    /// A table of the suites, and one of each test in which the broker differs from Apache Kafka.
    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("| suite | Apache Kafka %s passes | not yet here | demanded | passed |".formatted(kafkaVersion));
        lines.add("|---|---|---|---|---|");
        for (Judgement suite : judgements) {
            int missing = suite.notYet().size();
            lines.add("| %s | %d | %d | %d | %d |"
                    .formatted(suite.suite(), suite.demanded() + missing, missing, suite.demanded(), suite.passed()));
        }
        lines.add("");
        lines.add("| test that Apache Kafka passes | here |");
        lines.add("|---|---|");
        for (Judgement suite : judgements) {
            suite.notYet().forEach((test, feature) -> lines.add("| `%s` | not yet: %s |".formatted(test, feature)));
            suite.differences().forEach((test, difference) -> lines.add("| `%s` | %s |".formatted(test, difference)));
        }
        return String.join("\n", lines);
    }

    String json() {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is plain data", e);
        }
    }

    private static Map<String, Long> countByFeature(Judgement suite) {
        return suite.notYet().values().stream()
                .collect(Collectors.groupingBy(feature -> feature, TreeMap::new, Collectors.counting()));
    }
}
