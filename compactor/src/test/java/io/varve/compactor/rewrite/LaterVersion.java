package io.varve.compactor.rewrite;

import io.varve.compactor.TestCluster;
import io.varve.core.Crc32c;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.LogCommand.CompactedRun;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import io.varve.storage.Payload;
import io.varve.storage.segment.FooterPlace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/// What a compactor of a later version would have made of segments: their files have a column more, which lies where
/// the
/// first one does.
final class LaterVersion {

    private static final String COLUMN = "kafka_later";
    private static final int FIELD_ID = 12;

    /// The thrift's length and Parquet's magic.
    private static final int TRAILER_BYTES = 8;

    private LaterVersion() {}

    /// Has the log name a later version's segment instead of this one.
    static SegmentRef replace(TestCluster test, int partition, SegmentRef segment) {
        ByteBuffer bytes = test.memory.readAll(segment.object().key(test.cluster.clusterId()), Integer.MAX_VALUE);
        byte[] later = withColumn(bytes);
        int footerPosition = segment.footer().position();
        int footerLength = later.length - footerPosition;
        ObjectRef object = test.cluster.objectWriter().write(ObjectRef.Kind.SEGMENT, Payload.of(later));
        var source = new SegmentRef(
                object,
                new FooterPlace(footerPosition, footerLength, Crc32c.of(later, footerPosition, footerLength)),
                segment.stats());
        List<Run> runs = test.runs(partition).stream()
                .filter(run -> run.source().equals(segment))
                .toList();
        var compact = new LogCommand.Compact(
                TestCluster.partition(partition),
                runs.getFirst().baseOffset(),
                runs.getLast().endOffset(),
                List.of(segment.object()),
                runs.stream().map(run -> moved(run, source)).toList());
        if (!test.shard.proposeAndWait(compact).changes()) {
            throw new IllegalStateException("the log does not name " + segment);
        }
        return source;
    }

    private static CompactedRun moved(Run run, SegmentRef source) {
        return new CompactedRun(
                run.endOffset(), source, run.position(), run.sizeBytes(), run.maxTimestampMs(), run.appendedMs());
    }

    /// The same row groups, and page indexes, with another description of them.
    private static byte[] withColumn(ByteBuffer segment) {
        byte[] bytes = new byte[segment.remaining()];
        segment.duplicate().get(bytes);
        int end = bytes.length - TRAILER_BYTES;
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
        int begin = end - length;
        try {
            FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(bytes, begin, length));
            addColumn(metadata);
            var thrift = new ByteArrayOutputStream();
            Util.writeFileMetaData(metadata, thrift);
            return ByteBuffer.allocate(begin + thrift.size() + TRAILER_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(bytes, 0, begin)
                    .put(thrift.toByteArray())
                    .putInt(thrift.size())
                    .put(bytes, end + Integer.BYTES, TRAILER_BYTES - Integer.BYTES)
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addColumn(FileMetaData metadata) {
        SchemaElement root = metadata.getSchema().getFirst();
        root.setNum_children(root.getNum_children() + 1);
        metadata.addToSchema(new SchemaElement(COLUMN)
                .setType(Type.INT32)
                .setRepetition_type(FieldRepetitionType.REQUIRED)
                .setField_id(FIELD_ID));
        for (RowGroup group : metadata.getRow_groups()) {
            var later = new ColumnChunk(group.getColumns().getFirst());
            later.getMeta_data().setPath_in_schema(List.of(COLUMN));
            group.addToColumns(later);
        }
    }
}
