package io.varve.storage;

import java.util.List;

/// One page of a listing.
///
/// @param complete whether no object follows the last of this page
public record ListPage(List<ObjectInfo> objects, boolean complete) {

    public ListPage {
        objects = List.copyOf(objects);
    }

    /// Refuses what [ObjectStore#list] cannot be asked; every backend calls it first.
    public static void checkArguments(String prefix, String startAfter, int limit) {
        ObjectKey.checkPrefix(prefix);
        ObjectKey.checkPrefix(startAfter);
        if (limit < 1) {
            throw new IllegalArgumentException("a page of " + limit + " objects");
        }
    }
}
