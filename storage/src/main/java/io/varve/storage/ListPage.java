package io.varve.storage;

import java.util.List;

/// One page of a listing.
///
/// @param complete whether no object follows the last of this page
public record ListPage(List<ObjectInfo> objects, boolean complete) {

    public ListPage {
        objects = List.copyOf(objects);
    }
}
