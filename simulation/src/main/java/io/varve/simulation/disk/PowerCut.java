package io.varve.simulation.disk;

/// Thrown by every operation on a disk whose process is gone, from the one on in which it went.
public final class PowerCut extends RuntimeException {

    private static final long serialVersionUID = 1;

    PowerCut(String operation) {
        super(operation);
    }
}
