package io.varve.kafka.codec;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/// The records of one partition in a response: buffers that are sent one after another from where they are.
public final class BatchSequence implements BaseRecords {

    private final List<ByteBuffer> buffers;
    private final int sizeBytes;

    /// @param buffers whose remaining bytes are sent; neither they nor their positions may change until then
    public BatchSequence(List<ByteBuffer> buffers) {
        this.buffers = List.copyOf(buffers);
        sizeBytes = Math.toIntExact(
                buffers.stream().mapToLong(ByteBuffer::remaining).sum());
    }

    public List<ByteBuffer> buffers() {
        return buffers;
    }

    @Override
    public int sizeInBytes() {
        return sizeBytes;
    }

    /// Not needed: [ResponseBytes] takes the buffers, so that those of all partitions leave in few system calls.
    @Override
    public RecordsSend<? extends BaseRecords> toSend() {
        throw new UnsupportedOperationException("a batch sequence is sent by its buffers");
    }
}
