package io.varve.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedTypesTest {

    @Test
    void aPageNamesWhatItQuotesAndDraws() {
        String page = """
                An `Appender` and a Journal for `meta`, with `varve.store` and `PUT`.

                ```
                  Frames ─ Api00Produce    GET it here
                ```
                """;

        assertThat(NamedTypes.of(page)).isEqualTo(Set.of("Appender", "Frames", "Api00Produce"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/ARCHITECTURE.md", "CONTRIBUTING.md"})
    void whatAPageNamesIsThere(String page) {
        var missing = new TreeSet<>(NamedTypes.of(SourceTree.read(page)));
        missing.removeAll(SourceTree.types());

        assertThat(missing).as("names in " + page + " that no type has").isEmpty();
    }

    @Test
    void theArchitectureNamesManyTypesAndNoLines() {
        String page = SourceTree.read("docs/ARCHITECTURE.md");

        assertThat(NamedTypes.of(page)).hasSizeGreaterThan(100);
        assertThat(page).doesNotContainPattern("\\.java:\\d|[Ll]ine \\d");
    }
}
