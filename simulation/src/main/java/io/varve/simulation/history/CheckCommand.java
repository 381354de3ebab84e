package io.varve.simulation.history;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve history check`.
@Command(
        name = "check",
        description = {
            "Looks for what must not be in a history: lost, doubled, reordered or invented records, and circles.",
            "Ends with 0 if it is clean, with 1 if it is not, and with 2 if it is no history."
        })
final class CheckCommand implements Callable<Integer> {

    static final int CLEAN = 0;
    static final int NOT_CLEAN = 1;
    static final int NO_HISTORY = 2;

    @Parameters(paramLabel = "FILE", description = "Lines of JSON, as 'varve torture --keep' leaves them.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "Prints the verdict for programs.")
    private boolean json;

    private final PrintWriter out;
    private final PrintWriter err;

    CheckCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        var checker = new Checker();
        try {
            HistoryReader.read(file, checker::accept);
        } catch (BadHistoryException e) {
            return refuse(e.getMessage());
        } catch (IOException e) {
            return refuse("cannot read " + file + ": " + e);
        }
        Verdict verdict = checker.verdict();
        if (json) {
            out.println(VerdictJson.of(verdict).toPrettyString());
        } else {
            VerdictText.print(verdict, out);
        }
        return verdict.isClean() ? CLEAN : NOT_CLEAN;
    }

    private int refuse(@Nullable String why) {
        err.println("varve: " + why);
        return NO_HISTORY;
    }
}
