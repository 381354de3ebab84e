package io.varve.ingest.write;

import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.Payload;

/// Hears of every object that the write path has uploaded, before any entry names it: a cache that keeps it spares the
/// first readers a GET.
///
/// Called on the upload's thread, before the commit; it must be quick and must not throw. The payload's bytes do not
/// change any more. They are slices of the requests' frames: whoever keeps them keeps those in memory.
@FunctionalInterface
public interface UploadListener {

    UploadListener NONE = (object, payload) -> {};

    void uploaded(ObjectRef object, Payload payload);
}
