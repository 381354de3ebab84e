package io.varve.ingest.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.produce.IngestNode;
import io.varve.ingest.write.FlushRate;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.HashSet;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Api22InitProducerIdTest {

    private static final short LATEST = 5;

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final MemoryJournal journal = new MemoryJournal(true);

    @Test
    void aThousandIdsCostOneEntry() {
        try (IngestNode node = open()) {
            Api22InitProducerId handler = handler(node);
            int appendsBefore = node.journal.appends();
            var ids = new HashSet<Long>();
            for (int i = 0; i < 1_000; i++) {
                InitProducerIdResponseData response = init(node, handler, request());
                assertThat(response.errorCode()).isZero();
                assertThat(response.producerEpoch()).isZero();
                ids.add(response.producerId());
            }
            assertThat(ids).hasSize(1_000);
            assertThat(node.journal.appends() - appendsBefore).isEqualTo(1);

            init(node, handler, request());
            assertThat(node.journal.appends() - appendsBefore).isEqualTo(2);
        }
    }

    @Test
    void noTwoNodesGiveTheSameId() {
        try (IngestNode one = open();
                IngestNode other = open()) {
            var ids = new HashSet<Long>();
            Api22InitProducerId ofOne = handler(one);
            Api22InitProducerId ofOther = handler(other);
            for (int i = 0; i < 100; i++) {
                ids.add(init(one, ofOne, request()).producerId());
                ids.add(init(other, ofOther, request()).producerId());
            }
            assertThat(ids).hasSize(200);
        }
    }

    @Test
    void aProducerThatNamesItsIdGetsANewOneAsOnKafka() {
        try (IngestNode node = open()) {
            Api22InitProducerId handler = handler(node);
            long first = init(node, handler, request()).producerId();

            InitProducerIdResponseData second =
                    init(node, handler, request().setProducerId(first).setProducerEpoch((short) 3));

            assertThat(second.producerId()).isGreaterThan(first);
            assertThat(second.producerEpoch()).isZero();
        }
    }

    @Test
    void anIdWithoutAnEpochIsNoRequest() {
        try (IngestNode node = open()) {
            assertThat(init(node, handler(node), request().setProducerId(1)).errorCode())
                    .isEqualTo(Errors.INVALID_REQUEST.code());
        }
    }

    @Test
    void aTransactionalIdKeepsItsProducerIdUnderRisingEpochs() {
        try (IngestNode node = open()) {
            Api22InitProducerId handler = handler(node);
            InitProducerIdResponseData first = init(node, handler, transactional());
            InitProducerIdResponseData second = init(node, handler, transactional());

            assertThat(first.errorCode()).isZero();
            assertThat(first.producerEpoch()).isZero();
            assertThat(second.producerId()).isEqualTo(first.producerId());
            assertThat(second.producerEpoch()).isEqualTo((short) 1);
        }
    }

    @Test
    void aTimeoutIsPositiveAndNotLongerThanAllowed() {
        try (IngestNode node = open()) {
            Api22InitProducerId handler = handler(node);
            for (int timeoutMs : new int[] {0, -1, 900_001}) {
                assertThat(init(node, handler, transactional().setTransactionTimeoutMs(timeoutMs))
                                .errorCode())
                        .isEqualTo(Errors.INVALID_TRANSACTION_TIMEOUT.code());
            }
        }
    }

    private static InitProducerIdRequestData transactional() {
        return new InitProducerIdRequestData().setTransactionalId("t").setTransactionTimeoutMs(900_000);
    }

    private static InitProducerIdRequestData request() {
        return new InitProducerIdRequestData().setTransactionalId(null);
    }

    private IngestNode open() {
        return new IngestNode(objects, journal, FlushRate.UNLIMITED);
    }

    private static Api22InitProducerId handler(IngestNode node) {
        return new Api22InitProducerId(
                node.cluster,
                TransactionSettings.DEFAULT,
                new CoordinatorRequests(node.cluster, TransactionOwners.exclusive()));
    }

    private static InitProducerIdResponseData init(
            IngestNode node, Api22InitProducerId handler, InitProducerIdRequestData request) {
        return (InitProducerIdResponseData) node.call(handler, LATEST, request);
    }
}
