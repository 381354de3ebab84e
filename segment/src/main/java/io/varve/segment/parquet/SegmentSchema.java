package io.varve.segment.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.listType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.Type.Repetition.OPTIONAL;
import static org.apache.parquet.schema.Type.Repetition.REPEATED;
import static org.apache.parquet.schema.Type.Repetition.REQUIRED;

import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// The columns of a segment, one row a record. Their numbers are positions in [#COLUMNS].
///
/// ```
///    id       column                    of the table
///    1        kafka_partition           int
///    2        kafka_offset              long
///    3        kafka_timestamp           timestamptz, null if it is −1 or microseconds cannot hold it
///    4        kafka_timestamp_type      int, 0 CreateTime, 1 LogAppendTime
///    5        kafka_ingest_time         timestamptz
///    6        kafka_key                 binary, optional
///    7        kafka_value               binary, optional
///    8        kafka_headers             list (element 9) of structs: key (10, string), value (11, optional binary)
///
///    id       column                    of the log alone, on the first row of each batch
///    100001   varve_base_offset         long
///    100002   varve_last_offset_delta   int
///    100003   varve_producer_id         long
///    100004   varve_producer_epoch      int
///    100005   varve_base_sequence       int
///    100006   varve_attributes          int, the batch's 16 bits
///    100007   varve_base_timestamp      long, what timestamps in the batch are counted from
///    100008   varve_max_timestamp       long
///
///    id       column                    of the log alone, on the rows that need it
///    100009   varve_exact_timestamp     long, milliseconds, where kafka_timestamp is null
///    100010   varve_record_attributes   int, where it is not 0
///    100011   varve_exact_headers       binary, all headers as encoded, where a key is not UTF-8 and kafka_headers
///                                       therefore has another one
/// ```
///
/// The table's ids are what creating a table assigns. Those of the log are so high that a table never gets there
/// by adding columns: a column without an id, or with one that the table assigns later, makes readers fail. Records
/// without headers have an empty list.
///
/// A later version may add a column for the table, with the table's next id: its rows may have null there, as those of
/// older segments do, and the log is read without it. This version could not write the column, so it merges no such
/// segments; where records have to go, the column goes from the rest. A column that the log needs makes another format.
final class SegmentSchema {

    static final int PARTITION = 0;
    static final int OFFSET = 1;
    static final int TIMESTAMP = 2;
    static final int TIMESTAMP_TYPE = 3;
    static final int INGEST_TIME = 4;
    static final int KEY = 5;
    static final int VALUE = 6;
    static final int HEADER_KEY = 7;
    static final int HEADER_VALUE = 8;
    static final int BASE_OFFSET = 9;
    static final int LAST_OFFSET_DELTA = 10;
    static final int PRODUCER_ID = 11;
    static final int PRODUCER_EPOCH = 12;
    static final int BASE_SEQUENCE = 13;
    static final int ATTRIBUTES = 14;
    static final int BASE_TIMESTAMP = 15;
    static final int MAX_TIMESTAMP = 16;
    static final int EXACT_TIMESTAMP = 17;
    static final int RECORD_ATTRIBUTES = 18;
    static final int EXACT_HEADERS = 19;

    /// Definition levels of header columns: no header, a header's key or null value, a header's value.
    static final int NO_HEADER = 0;

    static final int HEADER = 1;
    static final int HEADER_WITH_VALUE = 2;

    /// Repetition level of a record's second and later headers.
    static final int NEXT_HEADER = 1;

    static final int FORMAT_VERSION = 1;

    /// Keys of the file's metadata.
    static final String FORMAT_KEY = "varve.format";

    static final String PARTITION_KEY = "varve.partition";

    /// The CRC32C of each row group's bytes, eight hexadecimal digits each, in order.
    static final String CHECKSUMS_KEY = "varve.row-group-crc32c";

    static final MessageType MESSAGE = Types.buildMessage()
            .addFields(
                    Types.required(INT32).id(1).named("kafka_partition"),
                    Types.required(INT64).id(2).named("kafka_offset"),
                    Types.optional(INT64).as(micros()).id(3).named("kafka_timestamp"),
                    Types.required(INT32).id(4).named("kafka_timestamp_type"),
                    Types.required(INT64).as(micros()).id(5).named("kafka_ingest_time"),
                    Types.optional(BINARY).id(6).named("kafka_key"),
                    Types.optional(BINARY).id(7).named("kafka_value"),
                    headers(),
                    Types.optional(INT64).id(100_001).named("varve_base_offset"),
                    Types.optional(INT32).id(100_002).named("varve_last_offset_delta"),
                    Types.optional(INT64).id(100_003).named("varve_producer_id"),
                    Types.optional(INT32).id(100_004).named("varve_producer_epoch"),
                    Types.optional(INT32).id(100_005).named("varve_base_sequence"),
                    Types.optional(INT32).id(100_006).named("varve_attributes"),
                    Types.optional(INT64).id(100_007).named("varve_base_timestamp"),
                    Types.optional(INT64).id(100_008).named("varve_max_timestamp"),
                    Types.optional(INT64).id(100_009).named("varve_exact_timestamp"),
                    Types.optional(INT32).id(100_010).named("varve_record_attributes"),
                    Types.optional(BINARY).id(100_011).named("varve_exact_headers"))
            .named("segment");

    static final List<ColumnDescriptor> COLUMNS = List.copyOf(MESSAGE.getColumns());

    private SegmentSchema() {}

    /// Whether a column has few different values, so that a dictionary is worth its while.
    static boolean repeats(int column) {
        return switch (column) {
            case PARTITION, TIMESTAMP_TYPE, INGEST_TIME, HEADER_KEY, PRODUCER_ID, PRODUCER_EPOCH, ATTRIBUTES -> true;
            default -> false;
        };
    }

    private static LogicalTypeAnnotation micros() {
        return timestampType(true, TimeUnit.MICROS);
    }

    private static Type headers() {
        Type header = Types.buildGroup(REQUIRED)
                .addField(Types.required(BINARY).as(stringType()).id(10).named("key"))
                .addField(Types.primitive(BINARY, OPTIONAL).id(11).named("value"))
                .id(9)
                .named("element");
        Type repeated = Types.buildGroup(REPEATED).addField(header).named("list");
        return Types.buildGroup(REQUIRED)
                .addField(repeated)
                .as(listType())
                .id(8)
                .named("kafka_headers");
    }
}
