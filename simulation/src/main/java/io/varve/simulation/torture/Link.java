package io.varve.simulation.torture;

/// What a node is connected to, through a proxy of its own.
enum Link {
    CLIENTS,
    OBJECTS,
    JOURNAL
}
