package io.varve.conformance;

import io.varve.conformance.Outcome.Result;
import io.varve.conformance.Suite.Size;
import io.varve.conformance.Suite.Task;
import io.varve.conformance.kafka.Leftovers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;

/// Runs suites on a broker, tells how far they are, and leaves nothing behind.
///
/// @param logs the folder for what the tests print
/// @param progress takes a line for each outcome
record SuiteRun(String bootstrap, Size size, Path logs, PrintWriter progress) {

    /// The outcomes of the selected tests, by name.
    ///
    /// @param part names what is run of the suite, for its log
    Map<String, Outcome> outcomes(Suite suite, String part, Predicate<String> selection)
            throws IOException, InterruptedException {
        Map<String, Outcome> outcomes = new TreeMap<>();
        Path log = logs.resolve(suite.name() + "-" + part + ".log");
        progress.println(suite.name() + ", " + part + "; what the tests print goes to " + log);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            var leftovers = new Leftovers(admin);
            suite.run(new Task(bootstrap, selection, size, log, outcome -> {
                outcomes.put(outcome.test(), outcome);
                progress.println(line(outcome));
                progress.flush();
            }));
            Set<String> left = leftovers.delete(admin);
            if (!left.isEmpty()) {
                progress.println(suite.name() + " leaves behind: " + left);
            }
        } catch (ExecutionException e) {
            throw new IOException("cannot use " + bootstrap, e);
        }
        return outcomes;
    }

    private static String line(Outcome outcome) {
        String line = "%7.1f s  %-7s  %s"
                .formatted(
                        outcome.took().toMillis() / 1000.0,
                        outcome.result() == Result.PASSED ? "ok" : outcome.result(),
                        outcome.test());
        return outcome.detail().isEmpty() ? line : line + ": " + outcome.detail();
    }
}
