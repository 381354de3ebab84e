package io.varve.segment.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.MalformedDataException;
import io.varve.segment.KafkaBatches;
import io.varve.segment.KafkaBatches.Content;
import io.varve.segment.KafkaBatches.Kind;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchOpeningTest {

    private static final int MAX_BYTES = 1 << 20;

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void closedBatchIsReadByKafkaAtItsNewPlace(CompressionType codec) {
        OpenBatch batch = BatchOpening.open(batch(codec, 10_000), 500, 1, MAX_BYTES);

        assertThat(batch.records().remaining()).isGreaterThan(10_000);
        var read = KafkaBatches.read(BatchClosing.close(batch)).getFirst();
        read.ensureValid();
        assertThat(read.compressionType()).isEqualTo(codec);
        assertThat(read.baseOffset()).isEqualTo(500);
        assertThat(read.iterator().next().valueSize()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void bombIsRefused(CompressionType codec) {
        ByteBuffer bomb = batch(codec, 64 << 20);

        assertThatThrownBy(() -> BatchOpening.open(bomb, 0, 1, MAX_BYTES))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("more than 1048576 bytes");
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void recordsOfExactlyTheBoundAreOpened(CompressionType codec) {
        ByteBuffer batch = batch(codec, 10_000);
        int bytes = BatchOpening.open(batch, 0, 1, MAX_BYTES).records().remaining();

        assertThat(BatchOpening.open(batch, 0, 1, bytes).records().remaining()).isEqualTo(bytes);
        assertThatThrownBy(() -> BatchOpening.open(batch, 0, 1, bytes - 1)).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void recordsOfMoreThanTheBoundAreRefusedAlsoWhereAnEarlierBatchLeftRoomForThem() {
        for (CompressionType codec : CompressionType.values()) {
            var space = new CodecSpace();
            BatchOpening.open(batch(codec, 100_000), 0, 1, MAX_BYTES, space);
            ByteBuffer batch = batch(codec, 10_000);

            assertThatThrownBy(() -> BatchOpening.open(batch, 0, 1, 9_999, space))
                    .isInstanceOf(MalformedDataException.class)
                    .hasMessageContaining("more than 9999 bytes");
        }
    }

    /// Sizes about the blocks of LZ4, of bytes that shrink and bytes that do not, large and small in turns.
    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void batchesThatShareTheirSpaceComeBackAsTheyWere(CompressionType codec) {
        var random = new Random(11);
        var opening = new CodecSpace();
        var closing = new CodecSpace();
        for (int size : List.of(200_000, 0, 65_000, 65_536, 1, 65_529, 65_527, 131_072, 70_000)) {
            for (boolean shrinks : List.of(true, false)) {
                byte[] value = new byte[size];
                if (!shrinks) {
                    random.nextBytes(value);
                }
                ByteBuffer batch =
                        KafkaBatches.write(Kind.plain(codec), 0, 0, 5, List.of(new Content(0, 5, null, value)));
                OpenBatch open = BatchOpening.open(batch, 0, 1, MAX_BYTES, opening);

                ByteBuffer closed = BatchClosing.close(open, closing);

                assertThat(KafkaBatches.seen(closed)).isEqualTo(KafkaBatches.seen(batch));
                assertThat(closed.capacity()).isEqualTo(closed.remaining());
                ByteBuffer direct = ByteBuffer.allocateDirect(open.records().remaining())
                        .put(open.records().duplicate())
                        .flip();
                var elsewhere = new OpenBatch(open.header(), 0, direct, 1);
                assertThat(BatchClosing.close(elsewhere, closing)).isEqualTo(closed);
            }
        }
    }

    @Test
    void framesOfLz4AreWhatKafkaWrites() {
        for (int size : List.of(0, 1_000, 65_536, 200_000)) {
            ByteBuffer batch = batch(CompressionType.LZ4, size);

            assertThat(BatchClosing.close(BatchOpening.open(batch, 0, 1, MAX_BYTES)))
                    .isEqualTo(batch);
        }
    }

    @Test
    void damagedBatchIsRefused() {
        ByteBuffer batch = batch(CompressionType.LZ4, 100);
        batch.put(70, (byte) ~batch.get(70));

        assertThatThrownBy(() -> BatchOpening.open(batch, 0, 1, MAX_BYTES))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void unknownCodecIsRefused() {
        for (short codec = 5; codec < 8; codec++) {
            ByteBuffer batch = batch(CompressionType.NONE, 100);
            batch.putShort(RecordBatchLayout.ATTRIBUTES, codec);
            KafkaBatches.sealed(batch);

            assertThatThrownBy(() -> BatchOpening.open(batch, 0, 1, MAX_BYTES))
                    .isInstanceOf(MalformedDataException.class)
                    .hasMessageContaining("no codec");
        }
    }

    @Test
    void bytesOfAnotherCodecAreRefused() {
        for (CompressionType stored : CompressionType.values()) {
            for (CompressionType named : CompressionType.values()) {
                // Bytes that no codec has compressed are records, or found out as none later.
                if (stored == named || named == CompressionType.NONE) {
                    continue;
                }
                ByteBuffer batch = batch(stored, 1_000);
                batch.putShort(RecordBatchLayout.ATTRIBUTES, (short) named.id);
                KafkaBatches.sealed(batch);

                assertThatThrownBy(() -> BatchOpening.open(batch, 0, 1, MAX_BYTES))
                        .as("%s named %s", stored, named)
                        .isInstanceOf(MalformedDataException.class);
            }
        }
    }

    @Test
    void garbageIsRefusedOrBounded() {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            ByteBuffer batch = batch(CompressionType.forId(1 + i % 4), 1_000);
            for (int n = 0; n < 1 + random.nextInt(8); n++) {
                int at =
                        RecordBatchLayout.HEADER_BYTES + random.nextInt(batch.limit() - RecordBatchLayout.HEADER_BYTES);
                batch.put(at, (byte) random.nextInt());
            }
            KafkaBatches.sealed(batch);
            try {
                assertThat(BatchOpening.open(batch, 0, 1, MAX_BYTES).records().remaining())
                        .isLessThanOrEqualTo(MAX_BYTES);
            } catch (MalformedDataException e) {
                assertThat(e).hasMessageNotContaining("more than");
            }
        }
    }

    @Test
    void batchWithoutRecordsCoversItsRange() {
        var batch = KafkaBatches.read(BatchClosing.empty(1L << 40, (1L << 40) + 1_000))
                .getFirst();

        batch.ensureValid();
        assertThat(batch.baseOffset()).isEqualTo(1L << 40);
        assertThat(batch.nextOffset()).isEqualTo((1L << 40) + 1_000);
        assertThat(batch.countOrNull()).isZero();
        assertThat(batch.iterator().hasNext()).isFalse();
        assertThat(batch.isControlBatch()).isFalse();
        assertThat(batch.hasProducerId()).isFalse();
    }

    @Test
    void rangeThatNoBatchCoversIsRefused() {
        assertThatThrownBy(() -> BatchClosing.empty(5, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BatchClosing.empty(0, 1L << 32)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ByteBuffer batch(CompressionType codec, int valueBytes) {
        return KafkaBatches.write(Kind.plain(codec), 0, 0, 5, List.of(new Content(0, 5, null, new byte[valueBytes])));
    }
}
