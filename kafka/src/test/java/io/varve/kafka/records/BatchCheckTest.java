package io.varve.kafka.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.codec.Batches;
import io.varve.kafka.records.BatchCheck.Failed;
import io.varve.kafka.records.BatchCheck.Passed;
import io.varve.kafka.records.BatchCheck.Rules;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCheckTest {

    private static final int LOG_APPEND_TIME_FLAG = 0x08;
    private static final int TRANSACTIONAL_FLAG = 0x10;
    private static final int CONTROL_FLAG = 0x20;

    private static final Rules RULES = new Rules(1 << 20, true);

    private static BatchFault fault(ByteBuffer bytes) {
        return ((Failed) BatchCheck.of(bytes, RULES)).fault();
    }

    /// A sound batch with a change to its header, and a CRC that covers the change.
    private static ByteBuffer changed(Consumer<ByteBuffer> change) {
        ByteBuffer batch = Batches.of(Codec.NONE, Batches.some(3)).duplicate();
        change.accept(batch);
        BatchPatch.sign(batch);
        return batch;
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aProducersBatchPassesAndItsHeaderIsRead(Codec codec) {
        ByteBuffer bytes = Batches.of(codec, Batches.some(20));
        var passed = (Passed) BatchCheck.of(bytes, RULES);
        assertThat(passed.header().recordCount()).isEqualTo(20);
        assertThat(passed.header().lastOffsetDelta()).isEqualTo(19);
        assertThat(Codec.ofId(passed.header().compression())).contains(codec);
        assertThat(passed.header().baseTimestampMs()).isEqualTo(1_000);
        assertThat(passed.header().maxTimestampMs()).isEqualTo(1_190);
        assertThat(passed.header().producerId()).isEqualTo(-1);
        assertThat(passed.header().sizeBytes()).isEqualTo(bytes.remaining());
        assertThat(passed.bytes()).isEqualTo(bytes);
    }

    @Test
    void anIdempotentBatchKeepsItsProducer() {
        BatchHeader header = ((Passed) BatchCheck.of(Batches.idempotent(77, 3, 5, Batches.some(2)), RULES)).header();
        assertThat(header.producerId()).isEqualTo(77);
        assertThat(header.producerEpoch()).isEqualTo((short) 3);
        assertThat(header.baseSequence()).isEqualTo(5);
    }

    @Test
    void aBatchIsFoundWhereItLiesInAFrame() {
        ByteBuffer batch = Batches.of(Codec.ZSTD, Batches.some(4));
        ByteBuffer frame = ByteBuffer.allocate(batch.remaining() + 9).position(9);
        frame.put(batch.duplicate()).position(9);
        assertThat(BatchCheck.of(frame, RULES)).isInstanceOf(Passed.class);
        assertThat(frame.position()).isEqualTo(9);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        ByteBuffer sound = Batches.of(Codec.LZ4, Batches.some(5));
        for (int bit = 0; bit < sound.remaining() * Byte.SIZE; bit++) {
            byte[] bytes = new byte[sound.remaining()];
            sound.get(0, bytes);
            bytes[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            boolean uncovered = bit / Byte.SIZE >= RecordBatchLayout.PARTITION_LEADER_EPOCH
                    && bit / Byte.SIZE < RecordBatchLayout.MAGIC;
            assertThat(BatchCheck.of(ByteBuffer.wrap(bytes), RULES) instanceof Passed)
                    .as("bit %d", bit)
                    .isEqualTo(uncovered);
        }
    }

    @Test
    void everyTruncationIsRefused() {
        ByteBuffer sound = Batches.of(Codec.NONE, Batches.some(2));
        for (int length = 0; length < sound.remaining(); length++) {
            assertThat(fault(sound.slice(0, length))).as("%d bytes", length).isEqualTo(BatchFault.INVALID_RECORD);
        }
    }

    @Test
    void randomBytesAreRefused() {
        var random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(BatchCheck.of(ByteBuffer.wrap(bytes), RULES)).isInstanceOf(Failed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void oldFormatsAreInvalidRecordsAsOnKafka(byte magic) {
        var plain = new SimpleRecord(1_000, new byte[10]);
        assertThat(fault(Batches.ofMagic(magic, Codec.NONE, plain))).isEqualTo(BatchFault.INVALID_RECORD);
        assertThat(fault(Batches.ofMagic(magic, Codec.GZIP, plain))).isEqualTo(BatchFault.INVALID_RECORD);
    }

    @Test
    void aMagicOfNoFormatIsCorrupt() {
        assertThat(fault(changed(batch -> batch.put(RecordBatchLayout.MAGIC, (byte) 3))))
                .isEqualTo(BatchFault.CORRUPT_MESSAGE);
        assertThat(fault(changed(batch -> batch.put(RecordBatchLayout.MAGIC, (byte) -1))))
                .isEqualTo(BatchFault.CORRUPT_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 48})
    void aLengthShorterThanAHeaderIsCorrupt(int length) {
        assertThat(fault(changed(batch -> batch.putInt(RecordBatchLayout.LENGTH, length))))
                .isEqualTo(BatchFault.CORRUPT_MESSAGE);
    }

    @Test
    void aWrongCrcIsCorrupt() {
        ByteBuffer batch = Batches.of(Codec.NONE, Batches.some(3));
        batch.putInt(RecordBatchLayout.CRC, ~batch.getInt(RecordBatchLayout.CRC));
        assertThat(fault(batch)).isEqualTo(BatchFault.CORRUPT_MESSAGE);
    }

    @Test
    void twoBatchesAreInvalid() {
        ByteBuffer one = Batches.of(Codec.NONE, Batches.some(3));
        ByteBuffer two = ByteBuffer.allocate(2 * one.remaining())
                .put(one.duplicate())
                .put(one.duplicate())
                .flip();
        assertThat(fault(two)).isEqualTo(BatchFault.INVALID_RECORD);
    }

    @Test
    void aBaseOffsetOfItsOwnIsInvalid() {
        assertThat(fault(changed(batch -> batch.putLong(RecordBatchLayout.BASE_OFFSET, 1))))
                .isEqualTo(BatchFault.INVALID_RECORD);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 2, 4, Integer.MAX_VALUE})
    void aCountThatDisagreesWithTheOffsetsIsInvalid(int count) {
        assertThat(fault(changed(batch -> batch.putInt(RecordBatchLayout.RECORD_COUNT, count))))
                .isEqualTo(BatchFault.INVALID_RECORD);
    }

    @Test
    void anEmptyBatchIsInvalid() {
        assertThat(fault(changed(batch -> batch.putInt(RecordBatchLayout.RECORD_COUNT, 0)
                        .putInt(RecordBatchLayout.LAST_OFFSET_DELTA, -1))))
                .isEqualTo(BatchFault.INVALID_RECORD);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7})
    void aCodecThatDoesNotExistIsUnsupported(int codec) {
        assertThat(fault(changed(batch -> batch.putShort(RecordBatchLayout.ATTRIBUTES, (short) codec))))
                .isEqualTo(BatchFault.UNSUPPORTED_COMPRESSION_TYPE);
    }

    @Test
    void zstdIsUnsupportedBeforeProduceVersionSeven() {
        var failed = (Failed) BatchCheck.of(Batches.of(Codec.ZSTD, Batches.some(2)), new Rules(1 << 20, false));
        assertThat(failed.fault()).isEqualTo(BatchFault.UNSUPPORTED_COMPRESSION_TYPE);
    }

    @Test
    void aControlBatchIsInvalid() {
        assertThat(fault(changed(batch -> batch.putShort(RecordBatchLayout.ATTRIBUTES, (short) CONTROL_FLAG))))
                .isEqualTo(BatchFault.INVALID_RECORD);
    }

    @Test
    void aClientsLogAppendTimeIsAnInvalidTimestamp() {
        assertThat(fault(changed(batch -> batch.putShort(RecordBatchLayout.ATTRIBUTES, (short) LOG_APPEND_TIME_FLAG))))
                .isEqualTo(BatchFault.INVALID_TIMESTAMP);
    }

    @Test
    void aTransactionalBatchWithoutAProducerIsInvalid() {
        assertThat(fault(changed(batch -> batch.putShort(RecordBatchLayout.ATTRIBUTES, (short) TRANSACTIONAL_FLAG))))
                .isEqualTo(BatchFault.INVALID_RECORD);
    }

    @Test
    void aProducerWithoutASequenceIsInvalid() {
        assertThat(fault(changed(batch -> batch.putLong(RecordBatchLayout.PRODUCER_ID, 5))))
                .isEqualTo(BatchFault.INVALID_RECORD);
    }

    @Test
    void aBatchLargerThanTheTopicTakesIsTooLarge() {
        ByteBuffer batch = Batches.of(Codec.NONE, Batches.some(3));
        var failed = (Failed) BatchCheck.of(batch, new Rules(batch.remaining() - 1, true));
        assertThat(failed.fault()).isEqualTo(BatchFault.MESSAGE_TOO_LARGE);
        assertThat(BatchCheck.of(batch, new Rules(batch.remaining(), true))).isInstanceOf(Passed.class);
    }
}
