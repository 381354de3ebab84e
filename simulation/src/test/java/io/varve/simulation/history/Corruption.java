package io.varve.simulation.history;

import io.varve.simulation.history.Details.Polled;
import io.varve.simulation.history.Details.Send;
import java.util.Collections;
import java.util.Map;
import java.util.function.Consumer;

/// Something that goes wrong in a good history, and the rule that must notice. More rules may.
enum Corruption {
    FORGET_AN_ACKNOWLEDGED_RECORD(Rule.LOST_WRITE, history -> {
        long value = history.anyAcknowledged().value();
        history.editPolls((partition, records) -> records.removeIf(record -> record.value() == value));
    }),
    END_BEFORE_AN_ACKNOWLEDGED_RECORD(Rule.UNSEEN_TAIL, history -> {
        Send last = history.lastAcknowledged();
        history.editPolls((partition, records) ->
                records.removeIf(record -> partition.equals(last.partition()) && record.offset() >= last.offset()));
        history.editLastOffsets(Action.FINAL_READ, last.partition(), last.offset());
    }),
    CALL_AN_ACKNOWLEDGED_SEND_FAILED(Rule.ABORTED_READ, history -> {
        Send send = history.anyAcknowledged();
        history.fail(
                event -> event.type() == EventType.OK && event.details().sends().contains(send));
    }),
    READ_WHAT_NOBODY_SENT(
            Rule.PHANTOM_READ,
            history -> history.editAnyPoll(
                    "follower",
                    1,
                    (partition, records) ->
                            records.replaceAll(record -> new Polled(record.offset(), 1_000_000 + record.value())))),
    READ_A_RECORD_AT_ANOTHER_OFFSET(Rule.DUPLICATE, history -> {
        long value = history.anyAcknowledged().value();
        history.editPolls((partition, records) -> records.stream()
                .filter(record -> record.value() == value)
                .findFirst()
                .ifPresent(record -> records.add(new Polled(1_000_000, value))));
    }),
    READ_ANOTHER_RECORD_IN_ITS_PLACE(Rule.INCONSISTENT_OFFSETS, history -> {
        Send send = history.anyAcknowledged();
        long other = history.anyOtherIn(send);
        history.editPolls((partition, records) -> records.replaceAll(
                record -> record.value() == send.value() ? new Polled(record.offset(), other) : record));
    }),
    SWAP_RECORDS_OF_A_POLL(
            Rule.INTERNAL_NONMONOTONIC_POLL,
            history -> history.editAnyPoll("follower", 2, (partition, records) -> Collections.swap(records, 0, 1))),
    GET_RECORDS_ONCE_MORE(Rule.NONMONOTONIC_POLL, history -> history.repeatAnyPoll(ModelHistory.FINAL)),
    LEAVE_A_RECORD_OUT_OF_A_POLL(
            Rule.INTERNAL_POLL_SKIP,
            history -> history.editAnyPoll("follower", 3, (partition, records) -> records.remove(1))),
    LEAVE_A_RECORD_OUT_BEFORE_A_POLL(
            Rule.POLL_SKIP,
            history -> history.editAnyPoll("follower", 2, (partition, records) -> records.removeFirst())),
    SWAP_RECORDS_OF_A_PRODUCER(Rule.NONMONOTONIC_SEND, SpoiledHistory::swapRecordsOfOneProducer),
    ANSWER_AN_OLD_END(Rule.REALTIME, history -> {
        Send last = history.lastAcknowledged();
        history.editLastOffsets(Action.END_OFFSETS, last.partition(), last.offset());
    }),
    CALL_A_GOOD_POSITION_OUT_OF_RANGE(Rule.FALSE_OUT_OF_RANGE, history -> {
        Send last = history.lastAcknowledged();
        history.replaceLast(
                Action.POLL, event -> SpoiledHistory.failed(event, Map.of(last.partition(), last.offset())));
    }),
    NOT_RECOVER(
            Rule.UNAVAILABLE,
            history -> history.replaceLast(Action.RECOVER, event -> SpoiledHistory.failed(event, Map.of())));

    private final Rule rule;
    private final Consumer<SpoiledHistory> spoil;

    Corruption(Rule rule, Consumer<SpoiledHistory> spoil) {
        this.rule = rule;
        this.spoil = spoil;
    }

    Rule rule() {
        return rule;
    }

    void spoil(SpoiledHistory history) {
        spoil.accept(history);
    }
}
