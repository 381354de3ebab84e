package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.route.Coordinators;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// FindCoordinator, versions 0–6, of groups and of transactional ids. Share groups have no coordinator yet.
///
/// The answer comes from the catalog as this node knows it. Who is told a node that does no longer coordinate a group
/// hears so from it, and asks again.
public final class Api10FindCoordinator implements ApiHandler<FindCoordinatorRequestData> {

    private static final short FIRST_BATCHED_VERSION = 4;
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;

    private final Cluster cluster;

    public Api10FindCoordinator(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.FIND_COORDINATOR;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 6);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, FindCoordinatorRequestData request) {
        return Reply.now(answer(context.version(), request));
    }

    private FindCoordinatorResponseData answer(short version, FindCoordinatorRequestData request) {
        var coordinators = Coordinators.of(OfferedCatalog.known(cluster));
        var response = new FindCoordinatorResponseData();
        if (version >= FIRST_BATCHED_VERSION) {
            return response.setCoordinators(request.coordinatorKeys().stream()
                    .map(key -> find(coordinators, request.keyType(), key))
                    .toList());
        }
        Coordinator only = find(coordinators, request.keyType(), request.key());
        return response.setErrorCode(only.errorCode())
                .setErrorMessage(only.errorMessage())
                .setNodeId(only.nodeId())
                .setHost(only.host())
                .setPort(only.port());
    }

    private static Coordinator find(Coordinators coordinators, byte keyType, String key) {
        if (keyType != GROUP && keyType != TRANSACTION) {
            return unavailable(key, Errors.INVALID_REQUEST, "there are no coordinators of type " + keyType);
        }
        Optional<Node> node = keyType == GROUP ? coordinators.of(key) : coordinators.ofTransactionalId(key);
        return node.map(found -> new Coordinator()
                        .setKey(key)
                        .setErrorCode(Errors.NONE.code())
                        .setErrorMessage("")
                        .setNodeId(found.id())
                        .setHost(found.address().host())
                        .setPort(found.address().kafkaPort()))
                .orElseGet(() -> unavailable(key, Errors.COORDINATOR_NOT_AVAILABLE, "no ingest node is up"));
    }

    private static Coordinator unavailable(String key, Errors error, String message) {
        return new Coordinator()
                .setKey(key)
                .setErrorCode(error.code())
                .setErrorMessage(message)
                .setNodeId(-1)
                .setHost("")
                .setPort(-1);
    }
}
