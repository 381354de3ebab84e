package io.varve.simulation.load;

import io.varve.simulation.check.Book;
import io.varve.simulation.check.Ledger;
import io.varve.simulation.cluster.SimulatedNode;
import io.varve.simulation.world.World;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// What a client has around it.
///
/// @param errors how often nodes have answered with each error code, by its name
public record Surroundings(
        World world, List<SimulatedNode> nodes, Ledger ledger, Book book, Map<String, Integer> errors) {

    SimulatedNode anyNode(SplittableRandom chances) {
        return nodes.get(chances.nextInt(nodes.size()));
    }

    SimulatedNode anyWriter(SplittableRandom chances) {
        List<SimulatedNode> writers =
                nodes.stream().filter(SimulatedNode::writes).toList();
        return writers.get(chances.nextInt(writers.size()));
    }

    void count(String error) {
        errors.merge(error, 1, Integer::sum);
    }

    void after(long millis, Runnable task) {
        world.scheduler().after(world.latencyNanos(millis * 1_000_000), task);
    }
}
