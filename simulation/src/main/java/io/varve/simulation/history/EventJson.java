package io.varve.simulation.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Events as lines of JSON. Records are arrays, for they are most of a history.
///
/// ```
///   {"op":7,"process":"plain-0","type":"invoke","f":"send","wallMs":…,"monoUs":…,"sends":[["orders-1",4711]]}
///   {"op":7,"process":"plain-0","type":"ok","f":"send","wallMs":…,"monoUs":…,"sends":[["orders-1",4711,12]]}
///   {"op":8,"process":"reader-0","type":"ok","f":"poll","wallMs":…,"monoUs":…,"polled":{"orders-1":[[12,4711]]}}
///   {"op":9,"process":"copier-0","type":"invoke","f":"txn","wallMs":…,"monoUs":…,"sends":[["orders-1",4712]],
///    "consumed":{"group":"copiers","spans":{"orders-0":[8,12]}}}
/// ```
final class EventJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectReader READER =
            MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).forType(JsonNode.class);

    private EventJson() {}

    static String write(Event event) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("op", event.op())
                .put("process", event.process())
                .put("type", Label.of(event.type()))
                .put("f", Label.of(event.action()))
                .put("wallMs", event.at().wallMs())
                .put("monoUs", event.at().monoUs());
        write(event.details(), json);
        return json.toString();
    }

    private static void write(Details details, ObjectNode json) {
        if (!details.sends().isEmpty()) {
            ArrayNode sends = json.putArray("sends");
            details.sends().forEach(send -> write(send, sends.addArray()));
        }
        if (!details.polled().isEmpty()) {
            ObjectNode polled = json.putObject("polled");
            details.polled().forEach((partition, records) -> {
                ArrayNode array = polled.putArray(partition);
                records.forEach(record -> array.addArray().add(record.offset()).add(record.value()));
            });
        }
        if (!details.offsets().isEmpty()) {
            write(details.offsets(), json.putObject("offsets"));
        }
        if (details.consumed() != null) {
            ObjectNode consumed =
                    json.putObject("consumed").put("group", details.consumed().group());
            ObjectNode spans = consumed.putObject("spans");
            details.consumed()
                    .spans()
                    .forEach((partition, span) ->
                            spans.putArray(partition).add(span.from()).add(span.to()));
        }
        if (details.isolation() != null) {
            json.put("isolation", Label.of(details.isolation()));
        }
        if (details.producer() != null) {
            json.put("producer", Label.of(details.producer()));
        }
        if (details.fault() != null) {
            Fault fault = details.fault();
            json.putObject("fault")
                    .put("kind", fault.kind())
                    .put("target", fault.target())
                    .put("hit", fault.hit());
        }
        if (details.reason() != null) {
            json.put("error", details.reason().text());
            if (!details.reason().outOfRange().isEmpty()) {
                write(details.reason().outOfRange(), json.putObject("outOfRange"));
            }
        }
    }

    private static void write(Send send, ArrayNode array) {
        array.add(send.partition()).add(send.value());
        if (send.offset() != Details.NO_OFFSET) {
            array.add(send.offset());
        }
    }

    private static void write(Map<String, Long> offsets, ObjectNode json) {
        offsets.forEach(json::put);
    }

    /// @throws BadHistoryException if the line is not an event; the message does not say on which line
    static Event read(String line) {
        JsonNode json = parse(line);
        require(json.isObject(), () -> "an event is an object");
        return new Event(
                number(json.path("op"), "op"),
                text(json.path("process"), "process"),
                label(json, "type", EventType.class),
                label(json, "f", Action.class),
                new Moment(number(json.path("wallMs"), "wallMs"), number(json.path("monoUs"), "monoUs")),
                details(json));
    }

    private static JsonNode parse(String line) {
        try {
            return READER.readValue(line);
        } catch (JsonProcessingException e) {
            throw new BadHistoryException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Details details(JsonNode json) {
        return new Details(
                sends(json.path("sends")),
                polled(json.path("polled")),
                offsets(json.path("offsets"), "offsets"),
                consumed(json.path("consumed")),
                json.has("producer") ? label(json, "producer", ProducerKind.class) : null,
                json.has("isolation") ? label(json, "isolation", Isolation.class) : null,
                fault(json.path("fault")),
                reason(json));
    }

    private static List<Send> sends(JsonNode json) {
        require(json.isMissingNode() || json.isArray(), () -> "sends is an array");
        var sends = new ArrayList<Send>();
        for (JsonNode send : json) {
            require(
                    send.isArray() && (send.size() == 2 || send.size() == 3),
                    () -> "a send is [partition, value] or [partition, value, offset], not " + send);
            sends.add(new Send(
                    text(send.path(0), "a send's partition"),
                    number(send.path(1), "a send's value"),
                    send.size() == 2 ? Details.NO_OFFSET : number(send.path(2), "a send's offset")));
        }
        return sends;
    }

    private static Map<String, List<Polled>> polled(JsonNode json) {
        require(json.isMissingNode() || json.isObject(), () -> "polled is an object");
        var polled = new HashMap<String, List<Polled>>();
        for (var partition : json.properties()) {
            var records = new ArrayList<Polled>();
            for (JsonNode pair : partition.getValue()) {
                require(pair.isArray() && pair.size() == 2, () -> "a record is [offset, value], not " + pair);
                records.add(new Polled(number(pair.path(0), "a record's offset"), value(pair.path(1))));
            }
            polled.put(partition.getKey(), records);
        }
        return polled;
    }

    private static long value(JsonNode json) {
        return json.isInt() && json.intValue() == Details.NO_VALUE
                ? Details.NO_VALUE
                : number(json, "a record's value");
    }

    private static Map<String, Long> offsets(JsonNode json, String name) {
        require(json.isMissingNode() || json.isObject(), () -> name + " is an object");
        var offsets = new HashMap<String, Long>();
        json.properties()
                .forEach(partition -> offsets.put(partition.getKey(), number(partition.getValue(), "an offset")));
        return offsets;
    }

    private static @Nullable Consumed consumed(JsonNode json) {
        if (json.isMissingNode()) {
            return null;
        }
        require(json.path("spans").isObject(), () -> "what was consumed has spans");
        var spans = new HashMap<String, Span>();
        for (var partition : json.path("spans").properties()) {
            JsonNode span = partition.getValue();
            require(
                    span.isArray()
                            && span.size() == 2
                            && number(span.path(0), "a span's start") < number(span.path(1), "a span's end"),
                    () -> "a span is [from, to], not " + span);
            spans.put(
                    partition.getKey(),
                    new Span(span.path(0).longValue(), span.path(1).longValue()));
        }
        return new Consumed(text(json.path("group"), "a group"), spans);
    }

    private static @Nullable Fault fault(JsonNode json) {
        if (json.isMissingNode()) {
            return null;
        }
        require(json.path("hit").isBoolean(), () -> "a fault's hit is true or false");
        return new Fault(
                text(json.path("kind"), "a fault's kind"),
                text(json.path("target"), "a fault's target"),
                json.path("hit").booleanValue());
    }

    private static @Nullable Reason reason(JsonNode json) {
        return json.has("error")
                ? new Reason(text(json.path("error"), "error"), offsets(json.path("outOfRange"), "outOfRange"))
                : null;
    }

    private static <E extends Enum<E>> E label(JsonNode json, String name, Class<E> type) {
        String label = text(json.path(name), name);
        return Label.parse(type, label)
                .orElseThrow(() -> new BadHistoryException("there is no " + name + " '" + label + "'"));
    }

    private static String text(JsonNode json, String name) {
        require(json.isTextual(), () -> name + " is a text" + (json.isMissingNode() ? ", and is missing" : ""));
        return json.textValue();
    }

    private static long number(JsonNode json, String name) {
        require(
                json.isIntegralNumber() && json.canConvertToLong() && json.longValue() >= 0,
                () -> name + " is a whole number" + (json.isMissingNode() ? ", and is missing" : " from 0"));
        return json.longValue();
    }

    private static void require(boolean condition, Supplier<String> otherwise) {
        if (!condition) {
            throw new BadHistoryException(otherwise.get());
        }
    }
}
