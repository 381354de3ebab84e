package io.varve.table.feed;

import java.util.Collection;
import java.util.Optional;

/// A catalog beside ours, which is to have the same tables. It points to our metadata and files; none are copied.
///
/// Every change is conditional on what was read before, as far as the other catalog can do that, and answers whether it
/// was made. One whose answer is lost may have been made, then or later; whoever asks looks again. Dropping takes an
/// entry out of the catalog and deletes no file.
///
/// For one thread. Methods block it, within the time-outs of the catalog's client, and throw [OtherCatalogException].
public interface OtherCatalog extends AutoCloseable {

    /// What it calls the table that is `tableName` in our catalog. Two may get the same name.
    ///
    /// @throws OtherCatalogException of kind `REFUSED` if it cannot hold any such name
    String nameOf(String tableName);

    /// All names there are, also of what is not ours.
    Collection<String> names();

    Optional<HeldTable> look(String name);

    /// Enters a table under a name that is free.
    Change register(String name, OwnTable ours);

    /// Brings a table of ours to a later version.
    Change advance(HeldTable held, OwnTable ours);

    Change drop(HeldTable held);

    @Override
    void close();

    /// What came of a change.
    enum Change {
        DONE,
        /// Somebody else was there in between.
        CONFLICT,
        /// Nobody can tell.
        UNKNOWN
    }
}
