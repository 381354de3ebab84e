package io.varve.simulation.check;

import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Source;
import java.nio.ByteBuffer;
import java.util.List;

/// What lies in the bucket, whatever any process thinks that does.
public interface Contents {

    boolean has(ObjectRef object);

    /// The batches of a range, with their places in the log if what they lie in has these.
    ///
    /// @param source an object or a segment, which is there
    List<ByteBuffer> batches(Source source, int position, int sizeBytes);
}
