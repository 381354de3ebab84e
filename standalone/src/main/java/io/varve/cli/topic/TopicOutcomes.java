package io.varve.cli.topic;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.Console;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaFuture;

/// Reports what came of an operation, topic by topic: one that fails does not keep the others from being done.
record TopicOutcomes(Console console, ClusterOptions cluster) {

    /// @param done what to say of a success
    /// @param tolerated failures that are as good as a success
    /// @return the exit code
    int await(
            List<String> topics,
            Map<String, ? extends KafkaFuture<?>> outcomes,
            String done,
            Predicate<Throwable> tolerated)
            throws InterruptedException {
        int exitCode = 0;
        for (String topic : topics) {
            try {
                Objects.requireNonNull(outcomes.get(topic)).get();
                console.out().println(done + " " + topic);
            } catch (ExecutionException e) {
                if (tolerated.test(e.getCause())) {
                    console.out().println("unchanged " + topic);
                } else {
                    console.err()
                            .println("varve: " + topic + ": "
                                    + cluster.explain(e).getMessage());
                    exitCode = 1;
                }
            }
        }
        return exitCode;
    }
}
