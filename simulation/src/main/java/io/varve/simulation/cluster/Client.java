package io.varve.simulation.cluster;

import io.varve.kafka.api.ClientConnection;
import io.varve.simulation.world.Life;
import io.varve.simulation.world.World;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// A client's side of its connections: one to each node, made when it is needed.
public final class Client {

    private static final long REFUSAL_NANOS = 1_000_000;

    private final World world;
    private final Map<SimulatedNode, Connection> connections = new HashMap<>();

    public Client(World world) {
        this.world = world;
    }

    /// Sends a request to a node.
    public <T> void send(
            SimulatedNode node,
            BiFunction<Serving, ClientConnection, CompletionStage<T>> request,
            long timeoutNanos,
            Consumer<Answer<T>> client) {
        Serving serving = node.serving();
        if (serving == null) {
            world.scheduler().after(world.latencyNanos(REFUSAL_NANOS), () -> client.accept(new Answer.Refused<>()));
            return;
        }
        Life life = serving.life();
        Connection connection = connections.get(node);
        if (connection == null || connection.isBroken() || !connection.leadsTo(life)) {
            connection = new Connection(serving, world.nextNumber());
            connections.put(node, connection);
        }
        connection.send(request, timeoutNanos, client);
    }
}
