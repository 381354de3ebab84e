package io.varve.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            lines.add("%s: %d ran; of %d that Apache Kafka %s passes and that are demanded %d passed%s"
                    .formatted(
                            suite.suite(),
                            suite.ran(),
                            suite.demanded(),
                            kafkaVersion,
                            suite.passed(),
                            notYet(suite.notYet(), "; not yet: ")));
            suite.differences().forEach((test, difference) -> lines.add("  " + test + " " + difference));
            suite.flaky().forEach((test, result) -> lines.add("  " + test + " is flaky on Apache Kafka: " + result));
        }
        int differences = judgements.stream()
                .mapToInt(suite -> suite.differences().size())
                .sum();
        lines.add(differences == 0 ? "as expected" : differences + " differences");
        return String.join("\n", lines);
    }

    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add("| suite | tests run | demanded, as Apache Kafka " + kafkaVersion
                + " passes them | passed | not yet | differences |");
        lines.add("|---|---|---|---|---|---|");
        for (Judgement suite : judgements) {
            lines.add("| %s | %d | %d | %d | %s | %d |"
                    .formatted(
                            suite.suite(),
                            suite.ran(),
                            suite.demanded(),
                            suite.passed(),
                            notYet(suite.notYet(), ""),
                            suite.differences().size()));
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

    private static String notYet(Map<String, Integer> features, String prefix) {
        return features.isEmpty()
                ? ""
                : features.entrySet().stream()
                        .map(feature -> feature.getValue() + " " + feature.getKey())
                        .collect(Collectors.joining(", ", prefix, ""));
    }
}
