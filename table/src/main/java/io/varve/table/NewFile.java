package io.varve.table;

import io.varve.storage.ObjectStore;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A metadata file of a table that Iceberg writes. The object is created when the stream is closed; until then, and if
/// it gets too long, there is nothing.
record NewFile(ObjectStore objects, String key, String location) implements OutputFile {

    private static final Logger LOG = LoggerFactory.getLogger(NewFile.class);

    @Override
    public PositionOutputStream create() {
        return new Body();
    }

    /// Objects are never overwritten, so this is no more than [#create].
    @Override
    public PositionOutputStream createOrOverwrite() {
        return create();
    }

    @Override
    public InputFile toInputFile() {
        return new StoredFile(objects, key, location);
    }

    private final class Body extends PositionOutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        @Override
        public long getPos() {
            return bytes.size();
        }

        @Override
        public void write(int value) throws IOException {
            requireRoomFor(1);
            bytes.write(value);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            requireRoomFor(length);
            bytes.write(source, offset, length);
        }

        private void requireRoomFor(int length) throws IOException {
            if (closed || bytes.size() > StoreFileIO.MAX_FILE_BYTES - length) {
                // What is cut off must not become an object.
                closed = true;
                throw new IOException(key + " is closed, or longer than " + StoreFileIO.MAX_FILE_BYTES + " bytes");
            }
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            Payload payload = Payload.of(List.of(ByteBuffer.wrap(bytes.toByteArray())));
            if (objects.create(key, payload) == CreateOutcome.EXISTS) {
                // A machine that was copied while it ran has this incarnation too, until it has noticed.
                LOG.error("a key of this incarnation is taken by other bytes key={}", key);
                throw new AlreadyExistsException("%s is taken by other bytes", key);
            }
        }
    }
}
