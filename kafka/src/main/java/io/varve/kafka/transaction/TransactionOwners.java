package io.varve.kafka.transaction;

import io.varve.kafka.api.ClientConnection;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets the requests of a producer that has one epoch for all its transactions come by one connection at a
/// time. Nothing in such a request says which transaction it is about, so one that was sent again, and
/// comes late by the connection that the client has left, must not find the next transaction.
///
/// ```
///   nobody's ──first request──► owned ──connection closes──► left ──its last request ends──► nobody's
///                                 │ requests of others are refused          │ of all are
///                                 └──── a request of a later epoch owns it at once ────┘
/// ```
///
/// Who has an earlier epoch is let in: the journal fences it, and it is to hear so.
///
/// One is for the requests that a client sends by one connection. Thread-safe. Knows of a producer for as long as the
/// connection is open or a request of it under way.
public final class TransactionOwners {

    private final boolean exclusive;

    /// By producer id. Guarded by this object's monitor, as are the owners.
    private final Map<Long, Owner> owners = new HashMap<>();

    private TransactionOwners(boolean exclusive) {
        this.exclusive = exclusive;
    }

    public static TransactionOwners exclusive() {
        return new TransactionOwners(true);
    }

    /// Lets everything in, as Kafka does: for those who want to see what comes of that.
    public static TransactionOwners indifferent() {
        return new TransactionOwners(false);
    }

    /// A request has come. To be called before anything that it may have to wait for.
    ///
    /// @return empty if it is to be refused, by an error after which clients come again
    public Optional<Turn> admit(ProducerIdAndEpoch producer, ClientConnection connection) {
        if (!exclusive) {
            return Optional.of(new Turn(null));
        }
        if (connection.isClosed()) {
            // Nobody waits for its answer, and the client may have gone on elsewhere.
            return Optional.empty();
        }
        synchronized (this) {
            Owner owner = owners.get(producer.producerId());
            if (owner == null || owner.epoch < producer.epoch()) {
                return Optional.of(new Turn(own(producer, connection)));
            }
            if (owner.epoch > producer.epoch()) {
                return Optional.of(new Turn(null));
            }
            if (owner.connection != connection) {
                return Optional.empty();
            }
            owner.underWay++;
            return Optional.of(new Turn(owner));
        }
    }

    private Owner own(ProducerIdAndEpoch producer, ClientConnection connection) {
        var owner = new Owner(producer, connection);
        Owner before = owners.put(producer.producerId(), owner);
        if (before != null && before.closing != null) {
            before.closing.close();
        }
        owner.closing = connection.onClose(() -> left(owner));
        return owner;
    }

    private synchronized void left(Owner owner) {
        owner.left = true;
        forgetIfDone(owner);
    }

    private synchronized void ended(Owner owner) {
        owner.underWay--;
        forgetIfDone(owner);
    }

    private void forgetIfDone(Owner owner) {
        if (owner.left && owner.underWay == 0) {
            owners.remove(owner.producerId, owner);
        }
    }

    private synchronized long named(Owner owner, long known, boolean adds) {
        long number = Math.max(owner.lastAdded, known);
        if (adds) {
            owner.lastAdded = number;
        }
        return number;
    }

    /// Of how many producers it knows.
    synchronized int size() {
        return owners.size();
    }

    private static final class Owner {

        private final long producerId;
        private final short epoch;
        private final ClientConnection connection;
        private ClientConnection.@Nullable Registration closing;
        private int underWay = 1;
        private boolean left;

        /// The number of the latest transaction that the connection has asked to add something to.
        private long lastAdded;

        Owner(ProducerIdAndEpoch producer, ClientConnection connection) {
            producerId = producer.producerId();
            epoch = producer.epoch();
            this.connection = connection;
        }
    }

    /// A request that was let in, until its work is done.
    public final class Turn implements AutoCloseable {

        private final @Nullable Owner owner;
        private boolean over;

        private Turn(@Nullable Owner owner) {
            this.owner = owner;
        }

        /// The number of the transaction that the request adds to, for the journal to refuse it if another
        /// is open when it gets there. To be asked for before anything that the request has to wait for.
        ///
        /// @param known as far as the node knows
        public long numberOfAdd(long known) {
            return owner == null ? TransactionCommand.ANY_NUMBER : named(owner, known, true);
        }

        /// The same of the transaction that the request ends. Clients may ask for the end before they have
        /// heard that something was added.
        ///
        /// @param known as far as the node knows
        public long numberOfEnd(long known) {
            return owner == null ? TransactionCommand.ANY_NUMBER : named(owner, known, false);
        }

        /// Does the request's work, after which nothing is left of it.
        public <T> CompletionStage<T> during(Supplier<CompletionStage<T>> work) {
            CompletionStage<T> done;
            try {
                done = work.get();
            } catch (RuntimeException e) {
                close();
                throw e;
            }
            return done.whenComplete((result, failure) -> close());
        }

        /// The request's work is done, also what is left of it when it has been answered. Repeating is a no-op.
        @Override
        public void close() {
            synchronized (TransactionOwners.this) {
                if (over) {
                    return;
                }
                over = true;
            }
            if (owner != null) {
                ended(owner);
            }
        }
    }
}
