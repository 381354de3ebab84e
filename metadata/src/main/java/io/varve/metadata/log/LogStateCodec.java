package io.varve.metadata.log;

import static java.util.Objects.requireNonNull;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.core.TopicId;
import io.varve.metadata.entry.Cleaned;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.Source;
import io.varve.metadata.state.ShardFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The encoded form of a [LogState] in snapshots. Everything is sorted, and each object is written once and then named
/// by its index, so that equal states are equal bytes and an object's reference is shared after loading.
final class LogStateCodec {

    private static final int FORMAT = 3;
    private static final int INLINE = 0;
    private static final int NOWHERE = 1;
    private static final int END_MARKER = 2;
    private static final int FIRST_OBJECT = 3;
    private static final int PLAIN_OBJECT = 0;
    private static final int SEGMENT = 1;
    private static final int MIN_RUN_BYTES = 8;
    private static final int MIN_OPEN_BYTES = 5;
    private static final int MIN_ABORTED_BYTES = 3;

    private LogStateCodec() {}

    static void write(LogState state, ByteWriter out) {
        out.u8(FORMAT).zigzag(state.appliedSequence()).i64(state.timeMs()).i64(state.workedMs());
        state.facts().write(out);
        Map<Source, Integer> objects = writeObjects(state, out);
        out.varint(state.topics().size());
        new TreeMap<>(state.topics()).forEach((topicId, topic) -> {
            out.topicId(topicId).varint(topic.partitionCount());
            for (int p = 0; p < topic.partitionCount(); p++) {
                writePartition(topic.require(p), objects, out);
            }
        });
        out.varint(state.closedAtMs().size());
        new TreeMap<>(state.closedAtMs())
                .forEach((topicId, closedMs) -> out.topicId(topicId).i64(closedMs));
        out.varint(state.flushes().size());
        new TreeMap<>(state.flushes())
                .forEach((incarnation, progress) ->
                        out.id(incarnation).varint(progress.number()).i64(progress.lastMs()));
        state.transactions().write(out);
    }

    static LogState read(ByteReader in) {
        int format = in.u8();
        if (format != FORMAT) {
            throw new MalformedDataException(
                    "a log snapshot of format " + format + ", another version of Varve wrote it");
        }
        var state = new LogState();
        state.restore(in.zigzag(), in.i64(), in.i64(), ShardFacts.read(in));
        List<Source> objects = readObjects(in);
        int topics = in.count(17);
        for (int t = 0; t < topics; t++) {
            TopicId topicId = in.topicId();
            TopicLog topic = TopicLog.empty(in.count(4));
            for (int p = 0; p < topic.partitionCount(); p++) {
                readPartition(topic.require(p), objects, in);
            }
            state.topics().put(topicId, topic);
        }
        int closed = in.count(24);
        for (int c = 0; c < closed; c++) {
            state.closedAtMs().put(in.topicId(), in.i64());
        }
        int flushes = in.count(25);
        for (int f = 0; f < flushes; f++) {
            Id128 incarnation = in.id();
            state.flushes().put(incarnation, new LogState.FlushProgress(in.varint(), in.i64()));
        }
        state.transactions().read(in);
        in.end();
        state.indexInlinedRuns();
        return state;
    }

    private static Map<Source, Integer> writeObjects(LogState state, ByteWriter out) {
        var objects = new LinkedHashMap<Source, Integer>();
        new TreeMap<>(state.topics()).values().forEach(topic -> {
            for (int p = 0; p < topic.partitionCount(); p++) {
                for (Run run : topic.require(p).runs()) {
                    if (run.source() instanceof ObjectRef || run.source() instanceof SegmentRef) {
                        objects.putIfAbsent(run.source(), objects.size());
                    }
                }
            }
        });
        out.varint(objects.size());
        objects.keySet().forEach(source -> {
            switch (source) {
                case ObjectRef object -> object.write(out.u8(PLAIN_OBJECT));
                case SegmentRef segment -> segment.write(out.u8(SEGMENT));
                case InlineRef _, NoRecords _, EndMarker _ ->
                    throw new IllegalStateException(source + " is in no object");
            }
        });
        return objects;
    }

    private static List<Source> readObjects(ByteReader in) {
        int count = in.count(20);
        var objects = new ArrayList<Source>(count);
        for (int i = 0; i < count; i++) {
            objects.add(
                    switch (in.u8()) {
                        case PLAIN_OBJECT -> ObjectRef.read(in);
                        case SEGMENT -> SegmentRef.read(in);
                        default -> throw new MalformedDataException("an object of no known kind");
                    });
        }
        return objects;
    }

    private static void writePartition(PartitionLog log, Map<Source, Integer> objects, ByteWriter out) {
        out.varint(log.logStartOffset)
                .varint(log.highWatermark)
                .varint(log.runs().size());
        for (Run run : log.runs()) {
            out.varint(run.baseOffset()).varint(run.endOffset() - run.baseOffset());
            switch (run.source()) {
                case InlineRef inline -> out.varint(INLINE).varint(inline.sequence());
                case NoRecords nothing -> out.varint(NOWHERE);
                case EndMarker marker -> marker.write(out.varint(END_MARKER));
                case ObjectRef _, SegmentRef _ ->
                    out.varint((long) FIRST_OBJECT + requireNonNull(objects.get(run.source())));
            }
            out.varint(run.position())
                    .varint(run.sizeBytes())
                    .zigzag(run.maxTimestampMs())
                    .varint(run.appendedMs());
        }
        out.u8(log.cleaned.equals(Cleaned.NOTHING) ? 0 : 1);
        if (!log.cleaned.equals(Cleaned.NOTHING)) {
            log.cleaned.write(out);
        }
        out.varint(log.producers().size());
        new TreeMap<>(log.producers()).forEach((producerId, entry) -> {
            out.varint(producerId);
            entry.write(out);
        });
        out.varint(log.transactions().size());
        new TreeMap<>(log.transactions())
                .forEach((producerId, open) -> out.varint(producerId)
                        .i16(open.epoch())
                        .u8(open.epochRises() ? 1 : 0)
                        .zigzag(open.firstOffset()));
        out.varint(log.aborted().size());
        log.aborted().forEach(aborted -> aborted.write(out));
    }

    private static Source readSource(List<Source> objects, ByteReader in) {
        int source = in.varint32();
        return switch (source) {
            case INLINE -> new InlineRef(in.varint());
            case NOWHERE -> new NoRecords();
            case END_MARKER -> EndMarker.read(in);
            default -> {
                int object = source - FIRST_OBJECT;
                if (object >= objects.size()) {
                    throw new MalformedDataException("a run in object " + object + " of " + objects.size());
                }
                yield objects.get(object);
            }
        };
    }

    private static void readPartition(PartitionLog log, List<Source> objects, ByteReader in) {
        log.logStartOffset = in.varint();
        log.highWatermark = in.varint();
        int count = in.count(MIN_RUN_BYTES);
        var runs = new ArrayList<Run>(count);
        for (int i = 0; i < count; i++) {
            long baseOffset = in.varint();
            long endOffset = baseOffset + in.varint();
            Source where = readSource(objects, in);
            runs.add(new Run(baseOffset, endOffset, where, in.varint32(), in.varint32(), in.zigzag(), in.varint()));
        }
        log.replaceRuns(runs);
        log.cleaned = in.u8() == 1 ? Cleaned.read(in) : Cleaned.NOTHING;
        int producers = in.count(11);
        var entries = new HashMap<Long, ProducerEntry>();
        for (int i = 0; i < producers; i++) {
            entries.put(in.varint(), ProducerEntry.read(in));
        }
        var open = new HashMap<Long, OpenTransaction>();
        for (int left = in.count(MIN_OPEN_BYTES); left > 0; left--) {
            open.put(in.varint(), new OpenTransaction(in.i16(), in.u8() == 1, in.zigzag()));
        }
        var aborted = new ArrayList<AbortedTransaction>();
        for (int left = in.count(MIN_ABORTED_BYTES); left > 0; left--) {
            aborted.add(AbortedTransaction.read(in));
        }
        log.putProducers(entries, open, aborted);
    }
}
