package io.varve.conformance;

import io.varve.conformance.Outcome.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What Apache Kafka makes of the tests of one suite: a file with a line for each test, in the order of their names.
///
/// @param entries by the name of the test
record Reference(SequencedMap<String, Entry> entries) {

    enum Verdict {
        PASSES,
        /// In this set-up: one node that runs already, without security.
        FAILS,
        SKIPPED,
        /// Now this, now that; so what it does elsewhere says nothing.
        FLAKY;

        private static Verdict of(Result result) {
            return switch (result) {
                case PASSED -> PASSES;
                case FAILED -> FAILS;
                case SKIPPED -> SKIPPED;
            };
        }
    }

    /// @param reason empty for a test that passes
    record Entry(Verdict verdict, String reason) {

        private String line(String test) {
            return String.join("\t", test, verdict.name().toLowerCase(Locale.ROOT), reason)
                    .strip();
        }
    }

    Reference {
        entries = new TreeMap<>(entries);
    }

    static Reference read(Path file) throws IOException {
        return new Reference(new TreeMap<>(TestList.read(file).entries().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> parse(entry.getValue())))));
    }

    private static Entry parse(String text) {
        String[] fields = text.split("\t", 2);
        Verdict verdict = Verdict.valueOf(fields[0].toUpperCase(Locale.ROOT));
        return new Entry(verdict, fields.length == 2 ? fields[1] : "");
    }

    /// This, with a run on Apache Kafka: a test that does not do what it did before is flaky. A reason that stands
    /// there, perhaps by a person, is kept.
    Reference with(Map<String, Outcome> run) {
        SequencedMap<String, Entry> recorded = new TreeMap<>(entries);
        run.forEach((test, outcome) ->
                recorded.merge(test, new Entry(Verdict.of(outcome.result()), outcome.detail()), Reference::merge));
        return new Reference(recorded);
    }

    private static Entry merge(Entry before, Entry now) {
        if (before.verdict() == now.verdict() || before.verdict() == Verdict.FLAKY) {
            return before;
        }
        return new Entry(Verdict.FLAKY, before.reason().isEmpty() ? now.reason() : before.reason());
    }

    void write(Path file) throws IOException {
        Files.write(
                file,
                entries.entrySet().stream()
                        .map(entry -> entry.getValue().line(entry.getKey()))
                        .toList());
    }

    Map<Verdict, Long> count() {
        return entries.values().stream()
                .collect(Collectors.groupingBy(Entry::verdict, TreeMap::new, Collectors.counting()));
    }
}
