package io.varve.groups.claim;

/// Hears when this process begins to coordinate a shard's groups and when it has ceased to. Called on one thread for
/// each shard, in turn: a claim is over before the next one begins.
public interface ClaimListener {

    void claimed(HeldClaim claim);

    /// Nothing that was written under the claim is under way any more, or ever will be durable.
    void ended(HeldClaim claim);
}
