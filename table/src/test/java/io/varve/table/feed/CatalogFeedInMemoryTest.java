package io.varve.table.feed;

import io.varve.storage.ObjectStore;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.Collection;
import org.apache.iceberg.types.Types.NestedField;

class CatalogFeedInMemoryTest extends CatalogFeedContract {

    private MemoryOtherCatalog catalog;

    @Override
    protected ObjectStore store(ManualDoors time) {
        return new MemoryObjectStore(time);
    }

    @Override
    protected String location() {
        return "memory://varve";
    }

    @Override
    protected OtherCatalog open() {
        if (catalog == null) {
            catalog = new MemoryOtherCatalog();
        }
        return catalog;
    }

    @Override
    protected Faults faults() {
        return catalog;
    }

    @Override
    protected Collection<String> files(String name) {
        return log.liveFiles(catalog.metadata(name));
    }

    @Override
    protected Collection<String> columns(String name) {
        return catalog.metadata(name).schema().columns().stream()
                .map(NestedField::name)
                .toList();
    }

    @Override
    protected void enterForeign(String name) {
        catalog.enterForeign(name);
    }
}
