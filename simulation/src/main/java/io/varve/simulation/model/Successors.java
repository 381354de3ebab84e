package io.varve.simulation.model;

/// Takes what a world may become.
interface Successors {

    /// @param who the writer that moves, −1 if none does
    void accept(World next, Move move, int who);
}
