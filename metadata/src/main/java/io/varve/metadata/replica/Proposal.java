package io.varve.metadata.replica;

import io.varve.metadata.state.Draft;

/// Something that wants a place in a shard's journal. The appender calls all methods from its one thread.
///
/// @param <D> the drafts of the shard's state
public interface Proposal<D extends Draft> {

    /// Tries commands on the draft and adds those that change something to the plan. Called again, on
    /// another draft, when an entry of another node took the place.
    ///
    /// @return what there is to wait for
    Step plan(D draft, Plan plan);

    /// What the last [#plan] came to is final.
    ///
    /// @return whether the proposal has all its answers; if not, it is planned again
    boolean settled();

    /// Nothing more will come of it.
    void failed(RuntimeException cause);

    /// What the last [#plan] came to.
    enum Step {
        /// Something was decided: it is final once the plan's entry is written, or, if nothing goes into an
        /// entry, once the state is known to be fresh.
        DECIDED,
        /// Nothing was decided yet: plan again when the state has changed, or when the proposal asks for it.
        HELD,
        /// The proposal is refused, which is final under the same conditions. Nothing behind it goes into
        /// this plan: it may depend on what was refused, and is asked again when its proposer knows.
        REFUSED,
        /// The plan has no room left: plan again for the next entry.
        FULL
    }
}
