package io.varve.table.feed.glue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import software.amazon.awssdk.services.glue.model.Column;

/// A schema in Hive's words, for whoever lists tables of Glue. Engines that read Iceberg take the schema from the
/// metadata.
final class GlueColumns {

    private GlueColumns() {}

    static List<Column> of(Schema schema) {
        return schema.columns().stream().map(GlueColumns::column).toList();
    }

    private static Column column(Types.NestedField field) {
        return Column.builder()
                .name(field.name())
                .type(type(field.type()))
                .parameters(Map.of(
                        "iceberg.field.id", Integer.toString(field.fieldId()),
                        "iceberg.field.optional", Boolean.toString(field.isOptional()),
                        "iceberg.field.current", "true"))
                .build();
    }

    private static String type(Type type) {
        return switch (type.typeId()) {
            case INTEGER -> "int";
            case LONG -> "bigint";
            case TIMESTAMP, TIMESTAMP_NANO -> "timestamp";
            case FIXED, UUID -> "binary";
            case LIST -> "array<" + type(type.asListType().elementType()) + ">";
            case STRUCT ->
                type.asStructType().fields().stream()
                        .map(field -> field.name() + ":" + type(field.type()))
                        .collect(Collectors.joining(",", "struct<", ">"));
            case MAP ->
                "map<" + type(type.asMapType().keyType()) + ","
                        + type(type.asMapType().valueType()) + ">";
            default -> type.toString();
        };
    }
}
