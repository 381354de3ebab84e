package io.varve.table.feed.glue;

import io.varve.table.Publisher;
import io.varve.table.TableOwner;
import io.varve.table.feed.HeldTable;
import io.varve.table.feed.OwnTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/// A table of Glue as it was read. It points to our metadata, so it has exactly the version that it points to.
record GlueTable(Table table) implements HeldTable {

    private static final String TYPE = "table_type";
    private static final String ICEBERG = "ICEBERG";
    private static final String LOCATION = "metadata_location";
    private static final String PREVIOUS_LOCATION = "previous_metadata_location";

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public Optional<TableOwner> owner() {
        return ICEBERG.equalsIgnoreCase(table.parameters().get(TYPE))
                ? TableOwner.of(table.parameters())
                : Optional.empty();
    }

    @Override
    public Standing standing(OwnTable ours) {
        return ours.location().equals(table.parameters().get(LOCATION)) ? Standing.CURRENT : Standing.BEHIND;
    }

    /// What makes it ours, beside what others have noted of it.
    TableInput with(OwnTable ours) {
        var parameters = new HashMap<>(table.parameters());
        String previous = parameters.get(LOCATION);
        if (previous != null) {
            parameters.put(PREVIOUS_LOCATION, previous);
        }
        return input(name(), ours, parameters);
    }

    static TableInput begin(String name, OwnTable ours) {
        return input(name, ours, new HashMap<>());
    }

    private static TableInput input(String name, OwnTable ours, Map<String, String> parameters) {
        parameters.putAll(ours.owner().properties());
        parameters.put(TYPE, ICEBERG);
        parameters.put(LOCATION, ours.location());
        parameters.put(Publisher.SEQUENCE, Long.toString(ours.sequence()));
        return TableInput.builder()
                .name(name)
                .tableType("EXTERNAL_TABLE")
                .parameters(parameters)
                .storageDescriptor(StorageDescriptor.builder()
                        .location(ours.metadata().location())
                        .columns(GlueColumns.of(ours.metadata().schema()))
                        .build())
                .build();
    }
}
