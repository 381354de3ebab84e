package io.varve.reader.forward;

import io.varve.kafka.api.RequestContext;
import io.varve.kafka.peer.PeerAnswer;
import io.varve.kafka.peer.PeerRequest;
import io.varve.kafka.peer.Peers;
import io.varve.kafka.route.ClientZone;
import io.varve.kafka.route.Leaders;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import java.time.Duration;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The nodes that change logs, as this one asks them. Thread-safe; blocks the calling (virtual) thread.
final class IngestNodes {

    private static final Logger LOG = LoggerFactory.getLogger(IngestNodes.class);

    /// How long an answer may take, whatever time the request gives its change; clients wait about as long.
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final ClientZone zones;
    private final Peers peers;

    IngestNodes(Cluster cluster, ClientZone zones, Peers peers) {
        this.cluster = cluster;
        this.zones = zones;
        this.peers = peers;
    }

    /// Has the first ingest node that can be reached answer a client's request.
    ///
    /// @throws ApiException that the client is to be answered with, if none can be reached or the answer is lost
    ApiMessage ask(RequestContext context, ApiMessage message) {
        var request = PeerRequest.of(context, message);
        String zone = zones.of(context.clientId());
        for (Node node :
                Leaders.ranked(cluster.catalog(), zone, context.connection().id())) {
            switch (peers.ask(node.address(), request, TIMEOUT)) {
                case PeerAnswer.Answered(ApiMessage answer) -> {
                    return answer;
                }
                case PeerAnswer.Unreachable(String reason) -> logUnanswered(context, node, reason);
                case PeerAnswer.Lost(String reason) -> {
                    logUnanswered(context, node, reason);
                    throw Errors.REQUEST_TIMED_OUT.exception(
                            "an ingest node was asked and did not answer: what was" + " asked for may have happened");
                }
            }
        }
        throw unreachable(context.api()).exception("no ingest node can be reached");
    }

    /// What makes clients look for another node, or try again.
    private static Errors unreachable(ApiKeys api) {
        return switch (api) {
            case INIT_PRODUCER_ID -> Errors.COORDINATOR_LOAD_IN_PROGRESS;
            case DELETE_RECORDS -> Errors.NOT_LEADER_OR_FOLLOWER;
            default -> Errors.NOT_CONTROLLER;
        };
    }

    private static void logUnanswered(RequestContext context, Node node, String reason) {
        LOG.warn("ingest node did not answer api={} node={} reason=\"{}\"", context.api().name, node.id(), reason);
    }
}
