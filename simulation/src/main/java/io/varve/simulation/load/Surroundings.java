package io.varve.simulation.load;

import io.varve.core.TopicIdPartition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.PartitionRead;
import io.varve.simulation.check.Book;
import io.varve.simulation.check.Ledger;
import io.varve.simulation.check.TransactionBook;
import io.varve.simulation.cluster.SimulatedNode;
import io.varve.simulation.world.World;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// What a client has around it.
///
/// @param errors how often nodes have answered with each error code, by its name
public record Surroundings(
        World world,
        List<SimulatedNode> nodes,
        Ledger ledger,
        Book book,
        TransactionBook transactions,
        Map<String, Integer> errors) {

    SimulatedNode anyNode(SplittableRandom chances) {
        return nodes.get(chances.nextInt(nodes.size()));
    }

    SimulatedNode anyWriter(SplittableRandom chances) {
        List<SimulatedNode> writers =
                nodes.stream().filter(SimulatedNode::writes).toList();
        return writers.get(chances.nextInt(writers.size()));
    }

    /// A reader gets an answer.
    ///
    /// @param offset that it has asked for
    /// @return the offset that it asks for next
    long deliver(TopicIdPartition partition, IsolationLevel isolation, long offset, PartitionRead.Records records) {
        return switch (isolation) {
            case READ_UNCOMMITTED -> book.deliver(partition, offset, records.batches());
            case READ_COMMITTED -> transactions.deliver(partition, offset, records);
        };
    }

    void count(String error) {
        errors.merge(error, 1, Integer::sum);
    }

    void after(long millis, Runnable task) {
        world.scheduler().after(world.latencyNanos(millis * 1_000_000), task);
    }
}
