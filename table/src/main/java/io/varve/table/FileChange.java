package io.varve.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;

/// What makes one set of data files another one, apart by what it means to those who read a table as a stream:
/// they skip what only replaces files, read what is appended, and stop where both are mixed.
///
/// Files that hold the same offsets belong together. Where new files hold nothing but what the old ones did (merged, or
/// with fewer records of a key), they replace them. Where they may hold more, the old ones are deleted and the new ones
/// appended: whoever reads appends gets the old records once more, as Iceberg has no word for a file that has grown.
/// Offsets between two old files count as more, for what was there may have come after the old ones were published;
/// fewer rows do not tell, where records of keys are gone as well.
///
/// @param replaced files in whose place `replacements` are
/// @param deleted files without successors, and those that have grown
record FileChange(Set<DataFile> replaced, Set<DataFile> replacements, Set<DataFile> deleted, Set<DataFile> appended) {

    static FileChange between(List<DataFile> present, List<DataFile> wanted) {
        Set<String> presentPaths = paths(present);
        Set<String> wantedPaths = paths(wanted);
        Stream<Changed> removed = present.stream()
                .filter(file -> !wantedPaths.contains(file.location()))
                .map(file -> new Changed(FileRange.of(file), false));
        Stream<Changed> added = wanted.stream()
                .filter(file -> !presentPaths.contains(file.location()))
                .map(file -> new Changed(FileRange.of(file), true));
        var change = new FileChange(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
        groups(Stream.concat(removed, added)).forEach(change::add);
        return change;
    }

    boolean isEmpty() {
        return replaced.isEmpty() && deleted.isEmpty() && appended.isEmpty();
    }

    private static Set<String> paths(List<DataFile> files) {
        return files.stream().map(ContentFile::location).collect(Collectors.toSet());
    }

    private record Changed(FileRange range, boolean added) {}

    /// Runs of files of one partition none of which holds offsets that another run holds as well.
    private static List<List<Changed>> groups(Stream<Changed> changed) {
        var groups = new ArrayList<List<Changed>>();
        int partition = -1;
        long lastOffset = -1;
        for (Changed next : changed.sorted((a, b) -> FileRange.ORDER.compare(a.range, b.range))
                .toList()) {
            if (next.range.partition() != partition || next.range.firstOffset() > lastOffset) {
                groups.add(new ArrayList<>());
                partition = next.range.partition();
                lastOffset = -1;
            }
            groups.getLast().add(next);
            lastOffset = Math.max(lastOffset, next.range.lastOffset());
        }
        return groups;
    }

    private void add(List<Changed> group) {
        List<FileRange> removed = ranges(group, false);
        List<FileRange> added = ranges(group, true);
        boolean replaces = !removed.isEmpty() && !added.isEmpty() && holdNoMore(added, removed);
        removed.forEach(range -> (replaces ? replaced : deleted).add(range.file()));
        added.forEach(range -> (replaces ? replacements : appended).add(range.file()));
    }

    private static List<FileRange> ranges(List<Changed> group, boolean added) {
        return group.stream()
                .filter(changed -> changed.added == added)
                .map(Changed::range)
                .toList();
    }

    private static boolean holdNoMore(List<FileRange> added, List<FileRange> removed) {
        return rows(added) <= rows(removed)
                && first(added) >= first(removed)
                && last(added) <= last(removed)
                && !haveGaps(removed);
    }

    /// @param ranges in their order
    private static boolean haveGaps(List<FileRange> ranges) {
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).firstOffset() > ranges.get(i - 1).lastOffset() + 1) {
                return true;
            }
        }
        return false;
    }

    private static long rows(List<FileRange> ranges) {
        return ranges.stream().mapToLong(range -> range.file().recordCount()).sum();
    }

    private static long first(List<FileRange> ranges) {
        return ranges.stream().mapToLong(FileRange::firstOffset).min().orElseThrow();
    }

    private static long last(List<FileRange> ranges) {
        return ranges.stream().mapToLong(FileRange::lastOffset).max().orElseThrow();
    }
}
