package io.varve.simulation.history;

import io.varve.simulation.history.Details.Polled;
import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.Details.Send;
import io.varve.simulation.history.Event.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A history of logs that keep every promise: lists in memory, to which sends are added while they are under way or, if
/// nobody waits for them any more, later or never.
final class ModelHistory {

    static final int PARTITIONS = 2;
    static final String FINAL = "final";

    private static final int STEPS = 600;
    private static final int MAX_POLLED = 8;
    private static final int IN_FLIGHT = 3;
    private static final String FOLLOWER = "follower";
    private static final String SEEKER = "seeker";

    private final Random random;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, List<Long>> logs = new HashMap<>();
    private final List<Sender> senders = new ArrayList<>();
    private final Map<String, Map<String, Long>> positions = new HashMap<>();
    private long nextOp;
    private long nextValue;

    private static final class Sender {
        private final String process;
        private final ProducerKind kind;
        private final List<InFlight> inFlight = new ArrayList<>();

        private Sender(String process, ProducerKind kind) {
            this.process = process;
            this.kind = kind;
        }
    }

    private static final class InFlight {
        private final long op;
        private final Send send;
        private long offset = Details.NO_OFFSET;

        private InFlight(long op, Send send) {
            this.op = op;
            this.send = send;
        }
    }

    private ModelHistory(long seed) {
        random = new Random(seed);
    }

    static List<Event> draw(long seed) {
        var history = new ModelHistory(seed);
        history.run();
        return history.events;
    }

    static String partition(int number) {
        return "orders-" + number;
    }

    private void run() {
        for (int i = 0; i < PARTITIONS; i++) {
            logs.put(partition(i), new ArrayList<>());
        }
        open("idempotent-0", ProducerKind.IDEMPOTENT);
        open("idempotent-1", ProducerKind.IDEMPOTENT);
        open("plain", ProducerKind.PLAIN);
        open("one", ProducerKind.ONE_IN_FLIGHT);
        assign(FOLLOWER, 0, 0);
        assign(SEEKER, 0, 0);
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        senders.forEach(sender -> {
            while (!sender.inFlight.isEmpty()) {
                settle(sender);
            }
        });
        whole("nemesis", Action.RECOVER, Details.NONE);
        ends();
        assign(FINAL, 0, 0);
        while (!positions.get(FINAL).equals(lengths())) {
            poll(FINAL);
        }
        whole(FINAL, Action.FINAL_READ, Details.ofOffsets(lengths()));
    }

    private void step() {
        Sender sender = senders.get(random.nextInt(senders.size()));
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> send(sender);
            case 4, 5, 6 -> settle(sender);
            case 7 -> poll(FOLLOWER);
            case 8 -> {
                if (random.nextInt(3) == 0) {
                    assign(SEEKER, anyOffset(0), anyOffset(1));
                }
                poll(SEEKER);
            }
            default -> ends();
        }
    }

    private void open(String process, ProducerKind kind) {
        senders.add(new Sender(process, kind));
        whole(process, Action.OPEN, Details.ofProducer(kind));
    }

    private void send(Sender sender) {
        if (sender.inFlight.size() == (sender.kind == ProducerKind.ONE_IN_FLIGHT ? 1 : IN_FLIGHT)) {
            return;
        }
        var send = new Send(partition(random.nextInt(PARTITIONS)), nextValue++);
        long op = begin(sender.process, Action.SEND, Details.ofSends(send));
        sender.inFlight.add(new InFlight(op, send));
    }

    /// Writes the next record, or tells of it, or gives it up.
    private void settle(Sender sender) {
        if (sender.inFlight.isEmpty()) {
            return;
        }
        boolean ordered = sender.kind != ProducerKind.PLAIN;
        int place = ordered ? 0 : random.nextInt(sender.inFlight.size());
        InFlight next = sender.inFlight.get(place);
        int dice = random.nextInt(20);
        if (next.offset == Details.NO_OFFSET && dice > 1) {
            next.offset = write(next.send);
        } else if (next.offset != Details.NO_OFFSET && sender.kind != ProducerKind.IDEMPOTENT && dice == 0) {
            write(next.send);
        } else {
            sender.inFlight.remove(place);
            tell(sender, next, dice);
        }
    }

    private void tell(Sender sender, InFlight ended, int dice) {
        if (ended.offset == Details.NO_OFFSET) {
            EventType how = dice == 0 ? EventType.FAIL : EventType.INFO;
            end(ended.op, sender.process, Action.SEND, how, Details.ofReason(new Reason("given up")));
        } else if (dice == 1) {
            end(ended.op, sender.process, Action.SEND, EventType.INFO, Details.ofReason(new Reason("no answer")));
        } else {
            var send = new Send(ended.send.partition(), ended.send.value(), ended.offset);
            end(ended.op, sender.process, Action.SEND, EventType.OK, Details.ofSends(send));
        }
    }

    private long write(Send send) {
        List<Long> log = logs.get(send.partition());
        log.add(send.value());
        return log.size() - 1L;
    }

    private void assign(String process, long first, long second) {
        Map<String, Long> offsets = Map.of(partition(0), first, partition(1), second);
        positions.put(process, new HashMap<>(offsets));
        whole(process, Action.ASSIGN, Details.ofOffsets(offsets));
    }

    private void poll(String process) {
        long op = begin(process, Action.POLL, Details.NONE);
        var polled = new HashMap<String, List<Polled>>();
        positions.get(process).replaceAll((partition, position) -> {
            List<Long> log = logs.get(partition);
            long end = Math.min(log.size(), position + random.nextInt(MAX_POLLED));
            var records = new ArrayList<Polled>();
            for (long offset = position; offset < end; offset++) {
                records.add(new Polled(offset, log.get((int) offset)));
            }
            if (!records.isEmpty()) {
                polled.put(partition, records);
            }
            return end;
        });
        end(op, process, Action.POLL, EventType.OK, Details.ofPolled(polled));
    }

    private void ends() {
        long op = begin("watch", Action.END_OFFSETS, Details.NONE);
        end(op, "watch", Action.END_OFFSETS, EventType.OK, Details.ofOffsets(lengths()));
    }

    private Map<String, Long> lengths() {
        var lengths = new HashMap<String, Long>();
        logs.forEach((partition, log) -> lengths.put(partition, (long) log.size()));
        return lengths;
    }

    private long anyOffset(int partition) {
        return random.nextInt(logs.get(partition(partition)).size() + 1);
    }

    private void whole(String process, Action action, Details details) {
        end(begin(process, action, Details.NONE), process, action, EventType.OK, details);
    }

    private long begin(String process, Action action, Details details) {
        events.add(new Event(nextOp, process, EventType.INVOKE, action, now(), details));
        return nextOp++;
    }

    private void end(long op, String process, Action action, EventType type, Details details) {
        events.add(new Event(op, process, type, action, now(), details));
    }

    private Moment now() {
        return new Moment(events.size(), events.size());
    }
}
