package io.varve.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.cli.CommandRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node from its start to its end, and to the next start on what it left.
class NodeLifeIT {

    @TempDir
    private Path folder;

    @Test
    void aNodeThatIsAskedToEndEndsWithZero() {
        try (VarveProcess node = start("start")) {
            node.ready();

            Ended ended = node.terminate();

            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out()).startsWith("ready kafka=localhost:").hasLineCount(1);
            assertThat(ended.err()).isEmpty();
        }
    }

    @Test
    void aNodeThatWasKilledStartsWithAllThatItAcknowledged() {
        try (VarveProcess killed = start("start")) {
            var cluster = new CommandRun.Against(killed.ready().kafka());
            cluster.run("topic", "create", "orders");
            assertThat(cluster.withInput("first\nsecond\n", "produce", "orders").exitCode())
                    .isZero();
            killed.kill();
        }
        try (VarveProcess next = start("start")) {
            var cluster = new CommandRun.Against(next.ready().kafka());

            assertThat(cluster.run("consume", "orders")).isEqualTo(new CommandRun(0, "first\nsecond\n", ""));
        }
    }

    @Test
    void aDemoThatIsAskedToEndEndsWithZero() {
        try (VarveProcess node = start("demo")) {
            var cluster = new CommandRun.Against(node.ready().kafka());
            cluster.run("consume", "flights", "--follow", "--from-beginning", "--limit", "1");

            Ended ended = node.terminate();

            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out()).contains("27,004 flights").doesNotContain("All are written");
            assertThat(ended.err()).isEmpty();
        }
    }

    private VarveProcess start(String command) {
        return VarveProcess.start(folder, Map.of(), command, "--data", "data");
    }
}
