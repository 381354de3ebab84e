package io.varve.simulation.model;

import io.varve.core.Id128;

/// Encoded bytes for a sequence. There is one object for equal bytes.
record Put(int sequence, byte[] bytes, Id128 fingerprint) {

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return (int) fingerprint.low();
    }
}
