package io.varve.log.store;

/// Where the bytes of one run are.
///
/// @param recent whether others are likely to read the same container soon, so that all of it is worth fetching
public record RunPlace(Container container, int position, int sizeBytes, boolean recent) {

    int end() {
        return Math.addExact(position, sizeBytes);
    }
}
