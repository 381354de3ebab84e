package io.varve.log.store;

import io.varve.log.store.Container.InlineSection;
import io.varve.log.store.Container.RowGroup;
import io.varve.log.store.Container.StoredObject;
import io.varve.metadata.journal.ShardId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which requests bring a set of runs: as few as reasonable. No I/O happens here.
final class Fetches {

    /// Entries that are no further apart are read together, with those between them.
    private static final int GAP_ENTRIES = 8;

    /// What an entry holds beside the run that is wanted, as a guess; the journal then reads about as far as
    /// needed.
    private static final int ENTRY_OVERHEAD_BYTES = 512;

    private Fetches() {}

    /// One request to a store, or few.
    sealed interface Fetch {

        /// The runs that it is for.
        List<RunPlace> places();

        /// All of an object.
        record Whole(StoredObject container, List<RunPlace> places) implements Fetch {}

        /// A range of an object.
        record Span(StoredObject container, int from, int to, List<RunPlace> places) implements Fetch {}

        /// A row group of a segment, and the segment's footer if it is not known yet.
        record Group(RowGroup container, List<RunPlace> places) implements Fetch {}

        /// The inline sections of journal entries, from the first of the places to the last.
        ///
        /// @param places in the order of their entries
        /// @param bytes about what the entries take together
        record Entries(ShardId shard, List<RunPlace> places, int bytes) implements Fetch {}
    }

    /// @param places none of which is in memory
    static List<Fetch> of(List<RunPlace> places, ReadLimits limits) {
        var whole = new LinkedHashMap<StoredObject, List<RunPlace>>();
        var ranges = new LinkedHashMap<StoredObject, List<RunPlace>>();
        var groups = new LinkedHashMap<RowGroup, List<RunPlace>>();
        var entries = new TreeMap<ShardId, List<RunPlace>>();
        for (RunPlace place : places) {
            switch (place.container()) {
                case StoredObject object -> add(place.recent() ? whole : ranges, object, place);
                case RowGroup group -> add(groups, group, place);
                case InlineSection section -> add(entries, section.shard(), place);
            }
        }
        var fetches = new ArrayList<Fetch>();
        whole.forEach((object, wanted) -> fetches.add(new Fetch.Whole(object, wanted)));
        ranges.forEach((object, wanted) -> addSpans(object, wanted, limits, fetches));
        groups.forEach((group, wanted) -> fetches.add(new Fetch.Group(group, wanted)));
        entries.forEach((shard, wanted) -> addEntries(shard, wanted, limits, fetches));
        return fetches;
    }

    private static <K> void add(Map<K, List<RunPlace>> places, K key, RunPlace place) {
        places.computeIfAbsent(key, absent -> new ArrayList<>()).add(place);
    }

    private static void addSpans(StoredObject object, List<RunPlace> wanted, ReadLimits limits, List<Fetch> fetches) {
        wanted.sort(Comparator.comparingInt(RunPlace::position));
        int first = 0;
        int from = wanted.getFirst().position();
        int to = from;
        for (int i = 0; i < wanted.size(); i++) {
            RunPlace next = wanted.get(i);
            boolean near = next.position() - to <= limits.gapBytes();
            boolean joins = i == first || next.end() <= to || (near && next.end() - from <= limits.spanBytes());
            if (!joins) {
                fetches.add(new Fetch.Span(object, from, to, wanted.subList(first, i)));
                first = i;
                from = next.position();
            }
            to = Math.max(to, next.end());
        }
        fetches.add(new Fetch.Span(object, from, to, wanted.subList(first, wanted.size())));
    }

    private static void addEntries(ShardId shard, List<RunPlace> wanted, ReadLimits limits, List<Fetch> fetches) {
        wanted.sort(Comparator.comparingLong(Fetches::sequenceOf));
        int first = 0;
        int bytes = 0;
        for (int i = 0; i < wanted.size(); i++) {
            boolean joins = i == first
                    || (sequenceOf(wanted.get(i)) - sequenceOf(wanted.get(i - 1)) <= GAP_ENTRIES
                            && bytes < limits.spanBytes());
            if (!joins) {
                fetches.add(new Fetch.Entries(shard, wanted.subList(first, i), bytes));
                first = i;
                bytes = 0;
            }
            bytes += wanted.get(i).sizeBytes() + ENTRY_OVERHEAD_BYTES;
        }
        fetches.add(new Fetch.Entries(shard, wanted.subList(first, wanted.size()), bytes));
    }

    static long sequenceOf(RunPlace place) {
        return ((InlineSection) place.container()).sequence();
    }
}
