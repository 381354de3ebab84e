package io.varve.simulation.check;

import io.varve.core.ByteReader;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.simulation.world.Violation;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;

/// The batch by which readers hear how a transaction has ended, read by the protocol's description.
final class TransactionMarker {

    private static final int ABORT = 0;
    private static final int COMMIT = 1;

    private TransactionMarker() {}

    static EndMarker read(ByteBuffer batch) {
        BatchHeader header = BatchHeader.read(batch);
        if (!header.control() || !header.transactional() || header.recordCount() != 1) {
            throw new Violation("no marker of a transaction: " + header);
        }
        var in = new ByteReader(batch.slice(
                batch.position() + RecordBatchLayout.HEADER_BYTES,
                header.sizeBytes() - RecordBatchLayout.HEADER_BYTES));
        in.zigzag();
        in.u8();
        in.zigzag();
        in.zigzag();
        ByteBuffer key = in.slice((int) in.zigzag());
        key.getShort();
        int type = key.getShort();
        if (type != ABORT && type != COMMIT) {
            throw new Violation("a marker of type " + type + ": " + header);
        }
        return new EndMarker(new ProducerIdAndEpoch(header.producerId(), header.producerEpoch()), type == COMMIT);
    }
}
