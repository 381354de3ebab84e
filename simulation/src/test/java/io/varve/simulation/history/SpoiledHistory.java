package io.varve.simulation.history;

import io.varve.simulation.history.Details.Polled;
import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.Details.Send;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// A history that is changed after it was drawn.
final class SpoiledHistory {

    private static final String IDEMPOTENT = "idempotent";

    private final List<Event> events;
    private final Random random;

    SpoiledHistory(List<Event> events, Random random) {
        this.events = new ArrayList<>(events);
        this.random = random;
    }

    List<Event> events() {
        return events;
    }

    /// A record that an idempotent producer knows to be in the log.
    Send anyAcknowledged() {
        return any(acknowledged());
    }

    /// The last of these in its partition.
    Send lastAcknowledged() {
        String partition = anyAcknowledged().partition();
        return acknowledged().stream()
                .filter(send -> send.partition().equals(partition))
                .max((a, b) -> Long.compare(a.offset(), b.offset()))
                .orElseThrow();
    }

    /// Another value of the same partition.
    long anyOtherIn(Send send) {
        return any(acknowledged().stream()
                        .filter(other -> other.partition().equals(send.partition()) && other.value() != send.value())
                        .toList())
                .value();
    }

    private List<Send> acknowledged() {
        return events.stream()
                .filter(event -> event.action() == Action.SEND
                        && event.type() == EventType.OK
                        && event.process().startsWith(IDEMPOTENT))
                .map(event -> event.details().sends().getFirst())
                .toList();
    }

    /// Two records of one idempotent producer in one partition change their places, for everybody.
    void swapRecordsOfOneProducer() {
        Send first = any(acknowledged().stream().filter(this::hasSuccessor).toList());
        Send second = any(successors(first));
        events.replaceAll(event -> {
            if (event.type() != EventType.OK) {
                return event;
            }
            Details details = event.details();
            var sends = details.sends().stream()
                    .map(send -> new Send(
                            send.partition(),
                            send.value(),
                            send.value() == first.value()
                                    ? second.offset()
                                    : send.value() == second.value() ? first.offset() : send.offset()))
                    .toList();
            var polled = new HashMap<String, List<Polled>>();
            details.polled()
                    .forEach((partition, records) -> polled.put(
                            partition,
                            records.stream()
                                    .map(record -> new Polled(
                                            record.offset(),
                                            record.value() == first.value()
                                                    ? second.value()
                                                    : record.value() == second.value()
                                                            ? first.value()
                                                            : record.value()))
                                    .toList()));
            return with(
                    event,
                    event.type(),
                    new Details(
                            sends,
                            polled,
                            details.offsets(),
                            details.consumed(),
                            details.producer(),
                            details.isolation(),
                            null,
                            null));
        });
    }

    private boolean hasSuccessor(Send send) {
        return !successors(send).isEmpty();
    }

    private List<Send> successors(Send send) {
        return acknowledged().stream()
                .filter(other -> other.partition().equals(send.partition())
                        && other.offset() > send.offset()
                        && processOf(other).equals(processOf(send)))
                .toList();
    }

    private String processOf(Send send) {
        return events.stream()
                .filter(event ->
                        event.action() == Action.SEND && event.details().sends().contains(send))
                .findFirst()
                .orElseThrow()
                .process();
    }

    /// Changes what all polls returned.
    ///
    /// @param edit takes a partition and what a poll returned of it
    void editPolls(BiConsumer<String, List<Polled>> edit) {
        events.replaceAll(event -> edited(event, edit));
    }

    /// Changes what one poll returned of one partition, of which there are at least so many records.
    void editAnyPoll(String process, int records, BiConsumer<String, List<Polled>> edit) {
        int place = any(polls(process, records));
        events.set(place, edited(events.get(place), (partition, polled) -> {
            if (polled.size() >= records) {
                edit.accept(partition, polled);
            }
        }));
    }

    /// A consumer gets once more what it just got.
    void repeatAnyPoll(String process) {
        int place = any(polls(process, 1));
        Event poll = events.get(place);
        long op = events.stream().mapToLong(Event::op).max().orElseThrow() + 1;
        events.add(place + 1, new Event(op, process, EventType.INVOKE, Action.POLL, poll.at(), Details.NONE));
        events.add(place + 2, new Event(op, process, EventType.OK, Action.POLL, poll.at(), poll.details()));
    }

    private List<Integer> polls(String process, int records) {
        return IntStream.range(0, events.size())
                .filter(i -> events.get(i).process().equals(process)
                        && events.get(i).details().polled().values().stream()
                                .anyMatch(polled -> polled.size() >= records))
                .boxed()
                .toList();
    }

    /// The last operation of a kind ends in another way.
    void replaceLast(Action action, UnaryOperator<Event> change) {
        for (int i = events.size() - 1; ; i--) {
            if (events.get(i).action() == action && events.get(i).type() == EventType.OK) {
                events.set(i, change.apply(events.get(i)));
                return;
            }
        }
    }

    /// The last operation of a kind is told another offset of one partition.
    void editLastOffsets(Action action, String partition, long offset) {
        replaceLast(action, event -> {
            var offsets = new HashMap<>(event.details().offsets());
            offsets.put(partition, offset);
            return with(event, EventType.OK, Details.ofOffsets(offsets));
        });
    }

    void fail(Predicate<Event> which) {
        events.replaceAll(event -> which.test(event) ? failed(event, Map.of()) : event);
    }

    static Event failed(Event event, Map<String, Long> outOfRange) {
        return with(event, EventType.FAIL, Details.ofReason(new Reason("refused", outOfRange)));
    }

    private static Event edited(Event event, BiConsumer<String, List<Polled>> edit) {
        if (event.details().polled().isEmpty()) {
            return event;
        }
        var polled = new HashMap<String, List<Polled>>();
        event.details().polled().forEach((partition, records) -> {
            var changed = new ArrayList<>(records);
            edit.accept(partition, changed);
            if (!changed.isEmpty()) {
                polled.put(partition, changed);
            }
        });
        return with(event, event.type(), Details.ofPolled(polled));
    }

    private static Event with(Event event, EventType type, Details details) {
        return new Event(event.op(), event.process(), type, event.action(), event.at(), details);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
