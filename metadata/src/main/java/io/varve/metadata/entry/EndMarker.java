package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;

/// Nowhere: the run is the control batch by which a transaction ends in a partition, and this is all that it says.
///
/// @param producer whose transaction it was, with the epoch of the marker: that of the next transaction if the epoch
///     rises with each
public record EndMarker(ProducerIdAndEpoch producer, boolean commit) implements Source {

    /// What the control batch takes in an answer: a header, and a record of a type and a coordinator's epoch.
    public static final int SIZE_BYTES = 78;

    public void write(ByteWriter out) {
        producer.write(out);
        out.u8(commit ? 1 : 0);
    }

    public static EndMarker read(ByteReader in) {
        return new EndMarker(ProducerIdAndEpoch.read(in), in.u8() == 1);
    }
}
