package io.varve.table.rest;

/// An answer of the REST catalog.
///
/// @param json empty where there is no body; may hold credentials, so it goes to who asked and nowhere else
public record RestAnswer(int status, String json) {

    static RestAnswer noContent() {
        return new RestAnswer(204, "");
    }

    @Override
    public String toString() {
        return status + " with " + json.length() + " characters";
    }
}
