package io.varve.kafka.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import io.varve.kafka.api.RequestContext.RequestBytes;
import io.varve.testkit.ManualDoors;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/// Sessions, with answers that the test makes up.
class Api01FetchTest {

    private static final short VERSION = 12;
    private static final int READER = 42;

    private final Told told = new Told();
    private final Api01Fetch fetch = new Api01Fetch(told, 100, new ManualDoors().doors());
    private final ClientConnection connection = connection(1);

    @Test
    void aSessionRemembersWhatIsWantedAndTellsOnlyNews() {
        int session = begin(0, 1).sessionId();

        FetchResponseData second = ask(session, 1);
        assertThat(told.wanted).containsExactly(0, 1);
        assertThat(partitions(second)).isEmpty();

        told.answers.put(1, empty(1, 5));
        assertThat(partitions(ask(session, 2))).containsExactly(1);
        assertThat(partitions(ask(session, 3))).isEmpty();
    }

    @Test
    void anErrorIsNewsAsOftenAsItComes() {
        told.answers.put(0, empty(0, 0).setErrorCode(Errors.OFFSET_OUT_OF_RANGE.code()));
        int session = begin(0, 1).sessionId();

        assertThat(partitions(ask(session, 1))).containsExactly(0);
        assertThat(partitions(ask(session, 2))).containsExactly(0);
    }

    @Test
    void aConsumerThatIsSentElsewhereIsToldSoAsOftenAsItIs() {
        int session = begin(0, 1).sessionId();
        told.answers.put(1, empty(1, 0).setPreferredReadReplica(READER));

        assertThat(partitions(ask(session, 1))).containsExactly(1);
        assertThat(partitions(ask(session, 2))).containsExactly(1);
    }

    @Test
    void anotherConnectionDoesNotHaveTheSession() {
        int session = begin(0).sessionId();

        FetchResponseData elsewhere = ask(connection(2), session, 1);

        assertThat(elsewhere.errorCode()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
        assertThat(ask(session, 7).errorCode()).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH.code());
    }

    @Test
    void sessionsEndWithTheirConnectionsAndTheirRoomIsFree() {
        int[] hundred = new int[100];
        for (int partition = 0; partition < hundred.length; partition++) {
            hundred[partition] = partition;
        }
        begin(hundred);
        assertThat(ask(connection(2), 0, 0, 0).sessionId()).isZero();

        connection.close();

        assertThat(fetch.sessionCount()).isZero();
        assertThat(ask(connection(3), 0, 0, 0).sessionId()).isNotZero();
    }

    private FetchResponseData begin(int... partitions) {
        return ask(connection, 0, 0, partitions);
    }

    private FetchResponseData ask(int sessionId, int epoch) {
        return ask(connection, sessionId, epoch);
    }

    private FetchResponseData ask(ClientConnection from, int sessionId, int epoch, int... partitions) {
        var request = new FetchRequestData().setSessionId(sessionId).setSessionEpoch(epoch);
        if (partitions.length > 0) {
            var topic = new FetchTopic().setTopic("orders");
            for (int partition : partitions) {
                topic.partitions().add(new FetchPartition().setPartition(partition));
            }
            request.topics().add(topic);
        }
        var arrival = new Arrival(0, Duration.ZERO, RequestBytes.NONE);
        var context = new RequestContext(ApiKeys.FETCH, VERSION, 1, "test", from, arrival);
        Reply reply = fetch.handle(context, request).toCompletableFuture().join();
        return (FetchResponseData) ((Reply.Answer) reply).message();
    }

    private static List<Integer> partitions(FetchResponseData response) {
        return response.responses().stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(PartitionData::partitionIndex)
                .toList();
    }

    private static ClientConnection connection(long id) {
        return new ClientConnection(id, "test", InetSocketAddress.createUnresolved("client", 1));
    }

    private static PartitionData empty(int partition, long highWatermark) {
        var key = new PartitionKey("orders", Uuid.ZERO_UUID, partition);
        return PartitionAnswers.failed(key, Errors.NONE).setHighWatermark(highWatermark);
    }

    private static final class Told implements FetchSource {

        private final Map<Integer, PartitionData> answers = new HashMap<>();
        private final List<Integer> wanted = new ArrayList<>();

        @Override
        public Map<PartitionKey, PartitionData> fetch(
                RequestContext context, FetchRequestData request, List<Wanted> asked) {
            var answered = new LinkedHashMap<PartitionKey, PartitionData>();
            wanted.clear();
            for (Wanted each : asked) {
                int partition = each.key().partition();
                wanted.add(partition);
                answered.put(each.key(), answers.getOrDefault(partition, empty(partition, 0)));
            }
            return answered;
        }
    }
}
