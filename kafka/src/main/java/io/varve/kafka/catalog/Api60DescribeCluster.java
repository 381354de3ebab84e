package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.route.ClientZone;
import io.varve.kafka.route.Leaders;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import java.util.Comparator;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeCluster, versions 0–2. There are no controllers of their own; who asks for those is told so.
public final class Api60DescribeCluster implements ApiHandler<DescribeClusterRequestData> {

    private static final byte BROKERS = 1;

    private final Cluster cluster;
    private final ClientZone zone;

    public Api60DescribeCluster(Cluster cluster, ClientZone zone) {
        this.cluster = cluster;
        this.zone = zone;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_CLUSTER;
    }

    @Override
    public VersionRange versions() {
        return new VersionRange((short) 0, (short) 2);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, DescribeClusterRequestData request) {
        return Reply.now(answer(context, request));
    }

    private DescribeClusterResponseData answer(RequestContext context, DescribeClusterRequestData request) {
        if (request.endpointType() != BROKERS) {
            return new DescribeClusterResponseData()
                    .setEndpointType(request.endpointType())
                    .setErrorCode(Errors.MISMATCHED_ENDPOINT_TYPE.code())
                    .setErrorMessage("The request was sent to an endpoint of type BROKER");
        }
        Catalog catalog = OfferedCatalog.known(cluster);
        var response = new DescribeClusterResponseData()
                .setClusterId(
                        new Uuid(cluster.clusterId().high(), cluster.clusterId().low()).toString())
                .setControllerId(
                        Leaders.of(catalog, zone.of(context.clientId())).controller());
        catalog.nodes().values().stream()
                .filter(Node::up)
                .sorted(Comparator.comparingInt(Node::id))
                .forEach(node -> response.brokers()
                        .add(new DescribeClusterBroker()
                                .setBrokerId(node.id())
                                .setHost(node.address().host())
                                .setPort(node.address().kafkaPort())
                                .setRack(node.zone().isEmpty() ? null : node.zone())));
        return response;
    }
}
