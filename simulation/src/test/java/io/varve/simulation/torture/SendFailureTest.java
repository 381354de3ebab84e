package io.varve.simulation.torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendFailureTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                TimeoutException.class,
                NotLeaderOrFollowerException.class,
                UnknownTopicOrPartitionException.class,
                OutOfOrderSequenceException.class,
                InvalidProducerEpochException.class,
                KafkaException.class
            })
    void whatAnEarlierAttemptMayHaveEscapedIsUnknown(Class<? extends Exception> type) throws Exception {
        Exception failure = type.getConstructor(String.class).newInstance("why");

        assertThat(SendFailure.isDefinite(failure, false)).isFalse();
    }

    @Test
    void verdictOnTheBytesIsDefinite() {
        assertThat(SendFailure.isDefinite(new RecordTooLargeException("why"), false))
                .isTrue();
    }

    @Test
    void whatWasNeverTriedFailedForGood() {
        assertThat(SendFailure.isDefinite(new TimeoutException("no metadata"), true))
                .isTrue();
    }
}
