package io.varve.kafka.fetch;

import io.varve.kafka.api.RequestContext;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/// Where the records of a node's consumers come from: its own reading, or another node. Thread-safe; blocks the calling
/// (virtual) thread.
public interface FetchSource {

    /// Waits until there is something to answer, or the request's time is over.
    ///
    /// @param request whose limits count; which partitions it names is of no concern
    /// @param wanted in the order in which partitions get their share of the answer
    /// @return an answer for each that is wanted, in that order
    Map<PartitionKey, PartitionData> fetch(RequestContext context, FetchRequestData request, List<Wanted> wanted);
}
