package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.ObjectStore;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

class StoreFileIOTest {

    private static final Id128 CLUSTER = new Id128(1, 2);

    private final ObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final Warehouse warehouse = new Warehouse("s3://lake", CLUSTER);
    private final StoreFileIO files = new StoreFileIO(objects, warehouse);
    private final ObjectRef object = new ObjectRef(ObjectRef.Kind.MANIFEST, 3, new Id128(4, 5), 6);
    private final String path = warehouse.locationOf(object);

    @Test
    void aFileIsThereWhenItIsClosed() throws IOException {
        OutputFile file = files.newOutputFile(path);
        try (var out = file.create()) {
            out.write("varve".getBytes(StandardCharsets.UTF_8));
            out.write('!');
            assertThat(out.getPos()).isEqualTo(6);
            assertThat(file.toInputFile().exists()).isFalse();
        }

        assertThat(file.toInputFile().getLength()).isEqualTo(6);
        assertThat(files.newInputFile(path).newStream().readAllBytes())
                .asString()
                .isEqualTo("varve!");
    }

    @Test
    void aStreamGoesWhereItIsTold() throws IOException {
        write("varve");
        try (SeekableInputStream in = files.newInputFile(path).newStream()) {
            in.seek(3);
            assertThat(in.read()).isEqualTo('v');
            assertThat(in.getPos()).isEqualTo(4);
            assertThat(in.read(new byte[9], 0, 9)).isEqualTo(1);
            assertThat(in.read(new byte[9], 0, 9)).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
            in.seek(5);
            assertThatThrownBy(() -> in.seek(6)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> in.seek(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void whatIsThereIsNeitherOverwrittenNorDeleted() throws IOException {
        write("varve");

        assertThatThrownBy(() -> write("other")).isInstanceOf(AlreadyExistsException.class);
        files.deleteFile(path);

        assertThat(files.newInputFile(path).newStream().readAllBytes())
                .asString()
                .isEqualTo("varve");
    }

    @Test
    void aFileThatIsTooLongIsNotWritten() throws IOException {
        byte[] piece = new byte[StoreFileIO.MAX_FILE_BYTES / 2];
        var out = files.newOutputFile(path).create();
        out.write(piece);
        out.write(piece);
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class).hasMessageContaining("longer than");
        out.close();

        assertThat(files.newInputFile(path).exists()).isFalse();
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> files.newInputFile(path).newStream()).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> files.newInputFile(path).getLength()).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> files.newInputFile("s3://lake/else.avro"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void write(String text) throws IOException {
        try (var out = files.newOutputFile(path).createOrOverwrite()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
