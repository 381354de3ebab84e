package io.varve.ingest.write;

import io.varve.core.Id128;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.Entry;
import java.nio.ByteBuffer;
import java.util.List;

/// Entries of which only the size matters.
final class TestEntries {

    private TestEntries() {}

    static Entry ofInlineBytes(int sizeBytes) {
        return new Entry(new CommitId(Id128.ZERO, 0), 0, List.of(), 0, ByteBuffer.allocate(sizeBytes));
    }
}
