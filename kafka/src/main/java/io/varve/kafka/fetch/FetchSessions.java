package io.varve.kafka.fetch;

import io.varve.core.Entropy;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.ClientConnection.Registration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;

/// The fetch sessions of a node, one a connection at most: a client that comes back on another connection is told to
/// begin anew, which costs it one round trip. Thread-safe.
///
/// ```
///   full, epoch 0 --> session begun --> incremental 1, 2, ... --+--> epoch -1, or another epoch 0: ended
///                                                               +--> connection closed: ended
///   full, epoch -1 --> no session
/// ```
final class FetchSessions {

    private final long maxPartitions;
    private final Entropy entropy;
    private final Map<Long, Held> byConnection = new ConcurrentHashMap<>();

    /// Of all sessions.
    private final AtomicLong partitions = new AtomicLong();

    /// @param maxPartitions of all sessions together; beyond it clients get none and say everything every time
    FetchSessions(long maxPartitions, Entropy entropy) {
        this.maxPartitions = maxPartitions;
        this.entropy = entropy;
    }

    /// What a request says of its session.
    record Said(int sessionId, int epoch, boolean usesTopicIds, List<Wanted> wanted, List<PartitionKey> forgotten) {}

    /// A session and what ends it when its connection closes.
    private record Held(FetchSession session, Registration onClose) {}

    /// Takes a request, in the order of arrival on its connection.
    FetchTurn take(ClientConnection connection, Said said) {
        if (said.epoch() == FetchMetadata.FINAL_EPOCH || said.epoch() == FetchMetadata.INITIAL_EPOCH) {
            if (said.sessionId() != FetchMetadata.INVALID_SESSION_ID) {
                end(connection.id());
            }
            Optional<FetchSession> session =
                    said.epoch() == FetchMetadata.FINAL_EPOCH ? Optional.empty() : begin(connection, said);
            return new FetchTurn.Read(said.wanted(), session);
        }
        Held held = byConnection.get(connection.id());
        if (held == null || held.session().id() != said.sessionId()) {
            return new FetchTurn.Refused(Errors.FETCH_SESSION_ID_NOT_FOUND);
        }
        FetchSession session = held.session();
        if (session.usesTopicIds() != said.usesTopicIds()) {
            return new FetchTurn.Refused(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        int before = session.size();
        FetchTurn turn = session.next(said.epoch(), said.wanted(), said.forgotten());
        partitions.addAndGet(session.size() - before);
        return turn;
    }

    int size() {
        return byConnection.size();
    }

    private Optional<FetchSession> begin(ClientConnection connection, Said said) {
        end(connection.id());
        Collection<Wanted> wanted = said.wanted();
        if (wanted.isEmpty() || partitions.addAndGet(wanted.size()) > maxPartitions) {
            partitions.addAndGet(-wanted.size());
            return Optional.empty();
        }
        var session = new FetchSession(newId(), said.usesTopicIds(), wanted);
        byConnection.put(connection.id(), new Held(session, connection.onClose(() -> end(connection.id()))));
        if (connection.isClosed()) {
            end(connection.id());
        }
        return Optional.of(session);
    }

    private void end(long connectionId) {
        Held ended = byConnection.remove(connectionId);
        if (ended != null) {
            partitions.addAndGet(-ended.session().size());
            ended.onClose().close();
        }
    }

    private int newId() {
        return 1 + (int) entropy.nextBelow(Integer.MAX_VALUE);
    }
}
