package io.varve.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.conformance.Outcome.Result;
import io.varve.conformance.Reference.Entry;
import io.varve.conformance.Reference.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTest {

    private static final Reference NONE = new Reference(new TreeMap<>());

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Reference reference = NONE.with(run("b", Result.FAILED, "one node")).with(run("a", Result.PASSED, ""));

        reference.write(folder.resolve("list"));

        assertThat(folder.resolve("list")).content().isEqualToNormalizingNewlines("a\tpasses\nb\tfails\tone node\n");
        assertThat(Reference.read(folder.resolve("list"))).isEqualTo(reference);
    }

    @Test
    void whatDiffersFromAnEarlierRunIsFlakyFromThenOn() {
        Reference reference = NONE.with(run("a", Result.PASSED, ""))
                .with(run("a", Result.FAILED, "late"))
                .with(run("a", Result.PASSED, ""));

        assertThat(reference.entries()).containsExactly(Map.entry("a", new Entry(Verdict.FLAKY, "late")));
    }

    @Test
    void aReasonThatAPersonHasWrittenIsKept() {
        Entry entry = new Entry(Verdict.FAILS, "wants three nodes");
        Reference before = new Reference(new TreeMap<>(Map.of("a", entry)));

        assertThat(before.with(run("a", Result.FAILED, "expected 3")).entries()).containsExactly(Map.entry("a", entry));
    }

    @Test
    void aTestIsListedOnce() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "a\tpasses\na\tfails\twhy\n");

        assertThatThrownBy(() -> Reference.read(list))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a\tfails");
    }

    private static Map<String, Outcome> run(String test, Result result, String detail) {
        return Map.of(test, new Outcome(test, result, detail, Duration.ZERO));
    }
}
