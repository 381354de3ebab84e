package io.varve.metadata.replica;

import io.varve.core.ByteReader;
import io.varve.metadata.catalog.CatalogDraft;
import io.varve.metadata.catalog.CatalogState;
import io.varve.metadata.group.GroupDraft;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.ShardState;
import java.util.function.Function;
import java.util.function.Supplier;

/// Which state machine a shard has.
///
/// @param empty the state before the first entry
/// @param reader what [ShardState#write] wrote
public record StateKind<S extends ShardState<D>, D extends Draft>(Supplier<S> empty, Function<ByteReader, S> reader) {

    public static final StateKind<CatalogState, CatalogDraft> CATALOG =
            new StateKind<>(CatalogState::new, CatalogState::read);

    public static final StateKind<GroupState, GroupDraft> GROUPS = new StateKind<>(GroupState::new, GroupState::read);

    public static final StateKind<LogState, LogDraft> LOG = new StateKind<>(LogState::new, LogState::read);
}
