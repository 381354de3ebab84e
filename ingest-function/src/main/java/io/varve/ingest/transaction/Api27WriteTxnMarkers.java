package io.varve.ingest.transaction;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// WriteTxnMarkers, versions 1–2. Brokers of Kafka decide so for each other; here the journal decides, and nobody may
/// write a marker past it: every partition gets CLUSTER_AUTHORIZATION_FAILED.
public final class Api27WriteTxnMarkers implements ApiHandler<WriteTxnMarkersRequestData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.WRITE_TXN_MARKERS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.ofTransactions(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, WriteTxnMarkersRequestData request) {
        return Reply.now(new WriteTxnMarkersResponseData()
                .setMarkers(request.markers().stream()
                        .map(Api27WriteTxnMarkers::refused)
                        .toList()));
    }

    private static WritableTxnMarkerResult refused(WritableTxnMarker marker) {
        return new WritableTxnMarkerResult()
                .setProducerId(marker.producerId())
                .setTopics(marker.topics().stream()
                        .map(topic -> new WritableTxnMarkerTopicResult()
                                .setName(topic.name())
                                .setPartitions(topic.partitionIndexes().stream()
                                        .map(partition -> new WritableTxnMarkerPartitionResult()
                                                .setPartitionIndex(partition)
                                                .setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code()))
                                        .toList()))
                        .toList());
    }
}
