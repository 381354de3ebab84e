package io.varve.kafka.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.ByteUtils;

/// Encodes a response as buffers: one for all fields, cut wherever bytes or records lie elsewhere and are sent from
/// there.
public final class ResponseBytes {

    private ResponseBytes() {}

    /// The frame, length included.
    ///
    /// @throws RuntimeException if the message has a field set that the version cannot carry
    public static ByteBuffer[] of(ApiKeys api, short version, int correlationId, ApiMessage message) {
        var header = new ResponseHeaderData().setCorrelationId(correlationId);
        short headerVersion = api.responseHeaderVersion(version);
        var cache = new ObjectSerializationCache();
        var size = new MessageSizeAccumulator();
        header.addSize(size, cache, headerVersion);
        message.addSize(size, cache, version);
        var fields = new Fields(Integer.BYTES + size.sizeExcludingZeroCopy());
        fields.writeInt(size.totalSize());
        header.write(fields, cache, headerVersion);
        message.write(fields, cache, version);
        return fields.finish();
    }

    private static final class Fields implements Writable {

        private final ByteBuffer buffer;
        private final List<ByteBuffer> parts = new ArrayList<>();
        private int cut;

        private Fields(int sizeBytes) {
            buffer = ByteBuffer.allocate(sizeBytes);
        }

        private ByteBuffer[] finish() {
            cut();
            return parts.toArray(ByteBuffer[]::new);
        }

        private void cut() {
            if (buffer.position() > cut) {
                parts.add(buffer.slice(cut, buffer.position() - cut));
                cut = buffer.position();
            }
        }

        private void writeElsewhere(ByteBuffer bytes) {
            cut();
            parts.add(bytes.duplicate());
        }

        @Override
        public void writeRecords(BaseRecords records) {
            switch (records) {
                case BatchSequence sequence -> sequence.buffers().forEach(this::writeElsewhere);
                case MemoryRecords memory -> writeElsewhere(memory.buffer());
                default -> throw new IllegalArgumentException("cannot send " + records.getClass());
            }
        }

        @Override
        public void writeByteBuffer(ByteBuffer bytes) {
            writeElsewhere(bytes);
        }

        @Override
        public void writeByte(byte value) {
            buffer.put(value);
        }

        @Override
        public void writeShort(short value) {
            buffer.putShort(value);
        }

        @Override
        public void writeInt(int value) {
            buffer.putInt(value);
        }

        @Override
        public void writeLong(long value) {
            buffer.putLong(value);
        }

        @Override
        public void writeDouble(double value) {
            buffer.putDouble(value);
        }

        @Override
        public void writeByteArray(byte[] value) {
            buffer.put(value);
        }

        @Override
        public void writeUnsignedVarint(int value) {
            ByteUtils.writeUnsignedVarint(value, buffer);
        }

        @Override
        public void writeVarint(int value) {
            ByteUtils.writeVarint(value, buffer);
        }

        @Override
        public void writeVarlong(long value) {
            ByteUtils.writeVarlong(value, buffer);
        }
    }
}
