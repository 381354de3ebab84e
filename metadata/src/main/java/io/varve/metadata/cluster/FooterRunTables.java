package io.varve.metadata.cluster;

import io.varve.core.ByteReader;
import io.varve.core.Crc32c;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.replica.RunTables;
import io.varve.storage.ObjectStore;
import io.varve.storage.wal.RunTable;
import java.nio.ByteBuffer;

/// Reads spilled run tables with one ranged GET each.
final class FooterRunTables implements RunTables {

    private final ObjectStore objects;
    private final Id128 clusterId;

    FooterRunTables(ObjectStore objects, Id128 clusterId) {
        this.objects = objects;
        this.clusterId = clusterId;
    }

    @Override
    public RunTable fetch(LogCommand.SpilledFlush spilled) {
        String key = spilled.object().key(clusterId);
        ByteBuffer bytes = objects.read(key, spilled.tablePosition(), spilled.tableLength());
        if (Crc32c.of(bytes) != spilled.tableCrc32c()) {
            throw new MalformedDataException("the run table of " + key + " is not the one that its entry names");
        }
        var in = new ByteReader(bytes);
        RunTable table = RunTable.read(in);
        in.end();
        return table;
    }
}
