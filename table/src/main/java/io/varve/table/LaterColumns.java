package io.varve.table;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/// Columns that segments have by now, and that a table lacks which an earlier version began. Rows of
/// segments from before have null there.
///
/// What a later version has added is left as it is: nodes of both may publish while a cluster is upgraded.
///
/// @param fields in the order of their ids
record LaterColumns(List<NestedField> fields) {

    static LaterColumns of(Schema table) {
        return between(table, TopicTable.SCHEMA);
    }

    static LaterColumns between(Schema table, Schema segments) {
        return new LaterColumns(segments.columns().stream()
                .filter(field -> table.findField(field.fieldId()) == null)
                .toList());
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /// Adds them, if there are any.
    ///
    /// @throws IllegalStateException if the table would number them otherwise than segments do, or they could not
    /// be null
    void addTo(Transaction change) {
        if (isEmpty()) {
            return;
        }
        UpdateSchema update = change.updateSchema();
        for (NestedField field : fields) {
            if (field.isRequired()) {
                throw new IllegalStateException("old rows have no value of " + field);
            }
            update.addColumn(field.name(), field.type());
        }
        Map<Integer, String> given = TypeUtil.indexNameById(update.apply().asStruct());
        TypeUtil.indexNameById(new Schema(fields).asStruct()).forEach((id, name) -> {
            if (!name.equals(given.get(id))) {
                throw new IllegalStateException("the table has another number for the column " + name + " than " + id);
            }
        });
        update.commit();
    }
}
