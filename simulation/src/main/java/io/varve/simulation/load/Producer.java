package io.varve.simulation.load;

/// Sends batches until it knows what became of each.
public interface Producer {

    /// Gives it so many more to send.
    void produce(int batches);

    boolean isDone();
}
