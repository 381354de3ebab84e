package io.varve.node;

import io.varve.core.MalformedDataException;
import io.varve.metadata.cluster.ClusterException;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.replica.ClockSkewException;
import io.varve.metadata.replica.ProposalException;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.storage.StoreException;
import io.varve.storage.config.StoreConfigException;

/// Tells what a person can mend from what is a fault of the program.
final class StartFailures {

    private StartFailures() {}

    /// What is known to say in one line what is wrong becomes a [StartException]; the rest stays what it is.
    static RuntimeException explain(RuntimeException failure) {
        return switch (failure) {
            case StartException start -> start;
            case StoreException store -> new StartException("object store: " + store.getMessage(), store);
            case StoreConfigException config -> explained(config);
            case JournalException journal -> new StartException("journal: " + journal.getMessage(), journal);
            case ClusterException cluster -> explained(cluster);
            case ClockSkewException skew -> explained(skew);
            case ReplicaHaltedException halted -> explained(halted);
            case ProposalException proposal -> explained(proposal);
            case MalformedDataException malformed -> explained(malformed);
            case IllegalArgumentException argument -> explained(argument);
            default -> failure;
        };
    }

    private static StartException explained(RuntimeException failure) {
        return new StartException(String.valueOf(failure.getMessage()), failure);
    }
}
