package io.varve.cli.group;

import io.varve.cli.console.Printable;
import io.varve.cli.console.Table;
import io.varve.cli.console.Table.Column;
import io.varve.cli.group.ResetPlan.Move;
import java.io.PrintStream;
import java.util.Locale;

/// A plan as people read it, before they agree to it.
record ResetText(PrintStream out) {

    void print(String group, boolean isNew, ResetPlan plan) {
        out.println("reset of group " + Printable.cell(group) + (isNew ? ", which does not exist yet" : ""));
        Table table = Table.of(
                Column.text("topic"),
                Column.number("partition"),
                Column.number("from"),
                Column.number("to"),
                Column.number("delta"),
                Column.text(""));
        for (Move move : plan.moves()) {
            Long from = move.from();
            table.row(
                    move.partition().topic(),
                    move.partition().partition(),
                    from == null ? "none" : from,
                    move.to(),
                    from == null ? "" : delta(move.to() - from),
                    move.note());
        }
        table.print(out, "  ");
    }

    private static String delta(long delta) {
        return delta == 0 ? "0" : String.format(Locale.ROOT, "%+d", delta);
    }
}
