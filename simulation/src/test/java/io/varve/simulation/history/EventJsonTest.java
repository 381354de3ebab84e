package io.varve.simulation.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.simulation.history.Details.Consumed;
import io.varve.simulation.history.Details.Fault;
import io.varve.simulation.history.Details.Polled;
import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.Details.Send;
import io.varve.simulation.history.Details.Span;
import io.varve.simulation.history.Event.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventJsonTest {

    private static final int EVENTS = 2_000;

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void everyEventIsReadAsItWasWritten() {
        for (int i = 0; i < EVENTS; i++) {
            Event event = event();
            assertThat(EventJson.read(EventJson.write(event)))
                    .as("-Dtest.seed=%d", seed)
                    .isEqualTo(event);
        }
    }

    @Test
    void lineHasNoLineBreak() {
        Event event = new Event(
                1,
                "a\nb",
                EventType.INFO,
                Action.SEND,
                new Moment(1, 2),
                Details.ofReason(new Reason("one\ntwo\u2028three")));

        assertThat(EventJson.write(event)).doesNotContain("\n");
        assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
    }

    private Event event() {
        return new Event(
                random.nextLong(Long.MAX_VALUE),
                "process \"" + random.nextInt(),
                any(EventType.values()),
                any(Action.values()),
                new Moment(random.nextLong(Long.MAX_VALUE), random.nextLong(Long.MAX_VALUE)),
                details());
    }

    private Details details() {
        return new Details(
                list(() -> new Send("orders-" + random.nextInt(9), random.nextLong(9), offset())),
                map(() -> list(() -> new Polled(random.nextLong(Long.MAX_VALUE), random.nextLong(4) - 1))),
                map(() -> random.nextLong(Long.MAX_VALUE)),
                random.nextBoolean() ? null : new Consumed("copies", map(this::span)),
                random.nextBoolean() ? null : any(ProducerKind.values()),
                random.nextBoolean() ? null : any(Isolation.values()),
                random.nextBoolean() ? null : new Fault("kill", "node " + random.nextInt(), random.nextBoolean()),
                random.nextBoolean() ? null : new Reason("why", map(() -> random.nextLong(Long.MAX_VALUE))));
    }

    private Span span() {
        long from = random.nextLong(1_000);
        return new Span(from, from + 1 + random.nextLong(1_000));
    }

    private long offset() {
        return random.nextBoolean() ? Details.NO_OFFSET : random.nextLong(Long.MAX_VALUE);
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> list(Supplier<T> element) {
        return new ArrayList<>(IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> element.get())
                .toList());
    }

    private <T> Map<String, T> map(Supplier<T> value) {
        var map = new HashMap<String, T>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put("orders-" + random.nextInt(100), value.get());
        }
        return map;
    }
}
