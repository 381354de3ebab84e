package io.varve.reader;

import io.varve.core.Entropy;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;

/// The fetch sessions of this node. When there are too many, the one that was idle longest ends: its client is told
/// that
/// it is unknown, and begins another.
///
/// Thread-safe by this object's monitor.
final class FetchSessions {

    static final int MAX_SESSIONS = 10_000;

    /// Partitions of all sessions together; a session of a large cluster may name very many.
    static final int MAX_PARTITIONS = 1_000_000;

    private final Entropy entropy;

    /// In the order of their last use.
    private final LinkedHashMap<Integer, FetchSession> sessions = new LinkedHashMap<>(16, 0.75f, true);

    FetchSessions(Entropy entropy) {
        this.entropy = entropy;
    }

    /// What a request belongs to.
    sealed interface Opened {

        /// It stands alone.
        record Sessionless(Map<FetchKey, FetchSpec> wanted) implements Opened {}

        /// It begins a session, so the answer names all partitions.
        record Begun(FetchSession session, Map<FetchKey, FetchSpec> wanted) implements Opened {}

        /// It continues one.
        record Continued(FetchSession session, Map<FetchKey, FetchSpec> wanted) implements Opened {}

        /// It continues one that is not there, or not at this epoch.
        record Failed(Errors error) implements Opened {}
    }

    synchronized Opened open(FetchRequestData request, boolean byTopicId) {
        var metadata = new FetchMetadata(request.sessionId(), request.sessionEpoch());
        if (!metadata.isFull()) {
            return resume(request, byTopicId);
        }
        sessions.remove(request.sessionId());
        Map<FetchKey, FetchSpec> wanted = FetchSession.specs(request);
        if (request.sessionEpoch() == FetchMetadata.FINAL_EPOCH || wanted.isEmpty()) {
            return new Opened.Sessionless(wanted);
        }
        var session = new FetchSession(freeId(), byTopicId);
        session.update(request);
        sessions.put(session.id(), session);
        evict();
        return sessions.containsKey(session.id()) ? new Opened.Begun(session, wanted) : new Opened.Sessionless(wanted);
    }

    private Opened resume(FetchRequestData request, boolean byTopicId) {
        FetchSession session = sessions.get(request.sessionId());
        if (session == null) {
            return new Opened.Failed(Errors.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (session.byTopicId() != byTopicId) {
            return new Opened.Failed(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        if (!session.advance(request.sessionEpoch())) {
            return new Opened.Failed(Errors.INVALID_FETCH_SESSION_EPOCH);
        }
        session.update(request);
        evict();
        return new Opened.Continued(session, session.wanted());
    }

    private int freeId() {
        int id;
        do {
            id = (int) entropy.nextBelow(Integer.MAX_VALUE);
        } while (id == FetchMetadata.INVALID_SESSION_ID || sessions.containsKey(id));
        return id;
    }

    private void evict() {
        int partitions = 0;
        for (FetchSession session : sessions.values()) {
            partitions += session.size();
        }
        Iterator<FetchSession> eldest = sessions.values().iterator();
        while (eldest.hasNext() && (sessions.size() > MAX_SESSIONS || partitions > MAX_PARTITIONS)) {
            partitions -= eldest.next().size();
            eldest.remove();
        }
    }
}
