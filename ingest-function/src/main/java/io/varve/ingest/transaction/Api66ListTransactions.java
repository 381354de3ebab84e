package io.varve.ingest.transaction;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.transaction.TransactionState;
import io.varve.metadata.transaction.TransactionalId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// ListTransactions, versions 0–2: all transactional ids of the cluster, whichever node is asked. Clients
/// ask all nodes, and make one of what they hear twice.
public final class Api66ListTransactions implements ApiHandler<ListTransactionsRequestData> {

    private final Cluster cluster;

    Api66ListTransactions(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_TRANSACTIONS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.ofTransactions(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ListTransactionsRequestData request) {
        return Reply.later(cluster.doors().threads(), context, () -> answer(request));
    }

    private ListTransactionsResponseData answer(ListTransactionsRequestData request) {
        var response = new ListTransactionsResponseData();
        List<String> names = Arrays.stream(TransactionState.values())
                .map(TransactionState::kafkaName)
                .toList();
        request.stateFilters().stream()
                .filter(name -> !names.contains(name))
                .forEach(response.unknownStateFilters()::add);
        BiPredicate<String, TransactionalId> wanted;
        try {
            wanted = wanted(request);
        } catch (PatternSyntaxException e) {
            return response.setErrorCode(Errors.INVALID_REGULAR_EXPRESSION.code());
        }
        for (Shard<LogState, LogDraft> shard : cluster.dataShards()) {
            shard.replica().refresh();
            response.transactionStates().addAll(find(shard, wanted));
        }
        return response;
    }

    private static List<ListTransactionsResponseData.TransactionState> find(
            Shard<LogState, LogDraft> shard, BiPredicate<String, TransactionalId> wanted) {
        return shard.replica().query(state -> {
            var found = new ArrayList<ListTransactionsResponseData.TransactionState>();
            state.transactionalIds().forEach((name, id) -> {
                if (wanted.test(name, id)) {
                    found.add(new ListTransactionsResponseData.TransactionState()
                            .setTransactionalId(name)
                            .setProducerId(id.producer().producerId())
                            .setTransactionState(id.state().kafkaName()));
                }
            });
            return found;
        });
    }

    private BiPredicate<String, TransactionalId> wanted(ListTransactionsRequestData request) {
        long nowMs = cluster.stores().clockGuard().wallMs();
        String pattern = request.transactionalIdPattern();
        var compiled = pattern == null || pattern.isEmpty() ? null : Pattern.compile(pattern);
        return (name, id) -> (request.producerIdFilters().isEmpty()
                        || request.producerIdFilters().contains(id.producer().producerId()))
                && (request.stateFilters().isEmpty()
                        || request.stateFilters().contains(id.state().kafkaName()))
                && (request.durationFilter() < 0 || nowMs - id.startedMs() > request.durationFilter())
                && (compiled == null || compiled.matcher(name).matches());
    }
}
