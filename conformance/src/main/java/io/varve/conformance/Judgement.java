package io.varve.conformance;

import io.varve.conformance.Outcome.Result;
import io.varve.conformance.Reference.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// A run of one suite beside what was expected of it.
///
/// @param ran how many tests have an outcome
/// @param demanded how many tests Apache Kafka passes that had to run and to pass here
/// @param passed how many of these did
/// @param notYet the tests that need a feature which is not there, with the feature
/// @param flaky the tests that are flaky on Apache Kafka, with what they did here
/// @param differences what was not expected, by test
record Judgement(
        String suite,
        int ran,
        int demanded,
        int passed,
        Map<String, String> notYet,
        Map<String, Result> flaky,
        Map<String, String> differences) {

    Judgement {
        notYet = new TreeMap<>(notYet);
        flaky = new TreeMap<>(flaky);
        differences = new TreeMap<>(differences);
    }

    boolean isAsExpected() {
        return differences.isEmpty();
    }

    /// @param selection the tests that were to run
    /// @param notYet tests that Apache Kafka passes, each with a feature that it needs and this broker does not
    /// have
    static Judgement of(
            String suite,
            Predicate<String> selection,
            Reference reference,
            TestList notYet,
            Map<String, Outcome> outcomes) {
        var judge = new Judge(reference, notYet);
        var tests = new TreeSet<>(reference.entries().keySet());
        tests.addAll(notYet.entries().keySet());
        tests.removeIf(selection.negate());
        tests.addAll(outcomes.keySet());
        tests.forEach(test -> judge.judge(test, Optional.ofNullable(outcomes.get(test))));
        return new Judgement(
                suite, outcomes.size(), judge.demanded, judge.passed, judge.missing, judge.flaky, judge.differences);
    }

    private static final class Judge {

        private final Reference reference;
        private final TestList notYet;
        private final Map<String, String> missing = new HashMap<>();
        private final Map<String, Result> flaky = new HashMap<>();
        private final Map<String, String> differences = new HashMap<>();
        private int demanded;
        private int passed;

        private Judge(Reference reference, TestList notYet) {
            this.reference = reference;
            this.notYet = notYet;
        }

        private void judge(String test, Optional<Outcome> outcome) {
            var expected = Optional.ofNullable(reference.entries().get(test));
            boolean passes =
                    outcome.filter(found -> found.result() == Result.PASSED).isPresent();
            if (expected.isEmpty()) {
                differences.put(test, "is not in the record of Apache Kafka");
                return;
            }
            Verdict verdict = expected.get().verdict();
            String feature = notYet.entries().get(test);
            if (feature != null) {
                judgeMissing(test, verdict, feature, passes);
                return;
            }
            switch (verdict) {
                case PASSES -> judgeDemanded(test, outcome, passes);
                case FLAKY -> outcome.ifPresent(found -> flaky.put(test, found.result()));
                case FAILS, SKIPPED -> {
                    // Ran beside others.
                }
            }
        }

        private void judgeMissing(String test, Verdict verdict, String feature, boolean passes) {
            missing.put(test, feature);
            if (verdict == Verdict.FAILS || verdict == Verdict.SKIPPED) {
                differences.put(test, "is listed as not yet, and Apache Kafka does not pass it either");
            } else if (passes && verdict == Verdict.PASSES) {
                differences.put(test, "passes, and is listed as not yet: " + feature);
            }
        }

        private void judgeDemanded(String test, Optional<Outcome> outcome, boolean passes) {
            demanded++;
            if (passes) {
                passed++;
            } else {
                differences.put(
                        test,
                        outcome.map(found ->
                                        (found.result() == Result.FAILED ? "fails: " : "is skipped: ") + found.detail())
                                .orElse("did not run"));
            }
        }
    }
}
