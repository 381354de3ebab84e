package io.varve.simulation.model;

import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.TailPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal of the shard, and what is on its way there.
///
/// @param history all entries that were appended at the tail, whether they are still there or not
/// @param gone entries below this were deleted
/// @param strays entries put into places that were free again; by sequence
/// @param floor the recorded bound
/// @param late puts that may land at any time, in a fixed order
record Journal(Prefix history, int gone, List<Put> strays, Floor floor, List<Put> late) {

    private static final Comparator<Put> BY_SEQUENCE =
            Comparator.comparingInt(Put::sequence).thenComparing(Put::fingerprint);

    static Journal first(Prefix history) {
        return new Journal(history, 0, List.of(), Floor.NONE, List.of());
    }

    @Nullable
    Put at(int sequence) {
        if (sequence >= gone) {
            return sequence <= history.sequence() ? history.at(sequence) : null;
        }
        for (Put stray : strays) {
            if (stray.sequence() == sequence) {
                return stray;
            }
        }
        return null;
    }

    /// The journal with the bytes at their sequence, which is free.
    Journal with(Put put, Histories histories) {
        return put.sequence() < gone
                ? new Journal(history, gone, sorted(strays, put), floor, late)
                : new Journal(histories.after(history, put), gone, strays, floor, late);
    }

    Journal sentLate(Put put) {
        return new Journal(history, gone, strays, floor, sorted(late, put));
    }

    Journal landed(Put put) {
        var rest = new ArrayList<>(late);
        rest.remove(put);
        return new Journal(history, gone, strays, floor, List.copyOf(rest));
    }

    Journal deletedUpTo(int sequence) {
        return new Journal(
                history,
                Math.max(gone, sequence + 1),
                strays.stream().filter(stray -> stray.sequence() > sequence).toList(),
                floor,
                late);
    }

    Journal raised(Floor next) {
        return new Journal(history, gone, strays, next, late);
    }

    Journal rewritten(Prefix other) {
        return new Journal(other, gone, strays, floor, late);
    }

    /// What [io.varve.metadata.journal.Journal#read] answers: entries from a sequence on, up to the next gap.
    TailPage page(int from, int most) {
        int first = from;
        while (first < gone && at(first) == null) {
            first++;
        }
        var entries = new ArrayList<byte[]>();
        int next = first;
        for (Put put = at(next); put != null && entries.size() < most; put = at(next)) {
            entries.add(put.bytes());
            next++;
        }
        return new TailPage(entries.isEmpty() ? from : first, entries, next > history.sequence());
    }

    void mix(Fingerprint into) {
        into.mix(history.fingerprint()).mix(gone).mix(floor.sequence()).mix(floor.recordedAtMs());
        into.mix(strays.size());
        strays.forEach(stray -> into.mix(stray.fingerprint()));
        into.mix(late.size());
        late.forEach(put -> into.mix(put.fingerprint()));
    }

    private static List<Put> sorted(List<Put> puts, Put more) {
        var all = new ArrayList<>(puts);
        all.add(more);
        all.sort(BY_SEQUENCE);
        return List.copyOf(all);
    }
}
