package io.varve.metadata.journal.dynamodb;

import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/// The items of a journal's table. Names are one letter, since they count towards an item's size and so its
/// price.
///
/// ```
///   s  shard, partition key: "data-0"      n  sequence, sort key: 17      e  the entry's bytes
///   s  "data-0"    n  -1                   b  trim bound: 12              t  recorded at, milliseconds
/// ```
final class TableLayout {

    static final String SHARD = "s";
    static final String SEQUENCE = "n";
    static final String ENTRY = "e";
    static final String BOUND = "b";
    static final String RECORDED_AT = "t";

    /// The place of a shard's trim bound among its sequences, none of which is negative.
    static final long BOUND_SEQUENCE = -1;

    static final List<KeySchemaElement> KEY_SCHEMA =
            List.of(keyElement(SHARD, KeyType.HASH), keyElement(SEQUENCE, KeyType.RANGE));

    static final List<AttributeDefinition> KEY_ATTRIBUTES =
            List.of(keyAttribute(SHARD, ScalarAttributeType.S), keyAttribute(SEQUENCE, ScalarAttributeType.N));

    private TableLayout() {}

    static Map<String, AttributeValue> key(ShardId shard, long sequence) {
        return Map.of(SHARD, AttributeValue.fromS(shard.name()), SEQUENCE, number(sequence));
    }

    static Map<String, AttributeValue> entryItem(ShardId shard, long sequence, byte[] entry) {
        return Map.of(
                SHARD,
                AttributeValue.fromS(shard.name()),
                SEQUENCE,
                number(sequence),
                ENTRY,
                AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(entry)));
    }

    static Map<String, AttributeValue> boundItem(ShardId shard, Floor floor) {
        return Map.of(
                SHARD,
                AttributeValue.fromS(shard.name()),
                SEQUENCE,
                number(BOUND_SEQUENCE),
                BOUND,
                number(floor.sequence()),
                RECORDED_AT,
                number(floor.recordedAtMs()));
    }

    static long sequence(Map<String, AttributeValue> item) {
        return number(item, SEQUENCE);
    }

    /// The item's own array, not a copy.
    static byte[] entry(Map<String, AttributeValue> item) {
        SdkBytes bytes = attribute(item, ENTRY).b();
        if (bytes == null) {
            throw new JournalException(JournalException.Kind.CORRUPT, "an entry in the journal's table is not binary");
        }
        return bytes.asByteArrayUnsafe();
    }

    /// @param item the bound's item, empty if there is none
    static Floor floor(Map<String, AttributeValue> item) {
        return item.isEmpty() ? Floor.NONE : new Floor(number(item, BOUND), number(item, RECORDED_AT));
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(attribute(item, name).n());
    }

    private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            throw new JournalException(
                    JournalException.Kind.CORRUPT, "an item in the journal's table has no attribute " + name);
        }
        return value;
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    static KeySchemaElement keyElement(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    static AttributeDefinition keyAttribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }
}
