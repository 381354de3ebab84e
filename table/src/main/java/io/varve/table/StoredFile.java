package io.varve.table;

import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/// A metadata file of a table as Iceberg reads it: the whole object in one request.
record StoredFile(ObjectStore objects, String key, String location) implements InputFile {

    @Override
    public long getLength() {
        return objects.head(key)
                .map(ObjectInfo::sizeBytes)
                .orElseThrow(() -> new NotFoundException("no object %s", key));
    }

    /// @throws io.varve.storage.StoreException if the object is longer than [StoreFileIO#MAX_FILE_BYTES]
    @Override
    public SeekableInputStream newStream() {
        try {
            return new ByteStream(objects.readAll(key, StoreFileIO.MAX_FILE_BYTES));
        } catch (ObjectNotFoundException e) {
            throw new NotFoundException(e, "no object %s", key);
        }
    }

    @Override
    public boolean exists() {
        return objects.head(key).isPresent();
    }
}
