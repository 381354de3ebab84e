package io.varve.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.cli.console.Table.Column;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table table = Table.of(Column.text("topic"), Column.number("lag"), Column.text(""));

    @Test
    void columnsAreAsWideAsWhatStandsInThem() {
        table.row("flights", 12, "");
        table.row("東", 1_000, "note");

        var out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, StandardCharsets.UTF_8), "  ");

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("  topic     lag", "  flights    12", "  東        1000  note");
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThatThrownBy(() -> table.row("flights")).hasMessage("1 cells in 3 columns");
    }
}
