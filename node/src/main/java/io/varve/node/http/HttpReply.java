package io.varve.node.http;

/// An answer in JSON.
///
/// @param json empty where there is no body; may hold credentials, so it goes to who asked and nowhere else
public record HttpReply(int status, String json) {

    @Override
    public String toString() {
        return status + " with " + json.length() + " characters";
    }
}
