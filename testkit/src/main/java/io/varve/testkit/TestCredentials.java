package io.varve.testkit;

import java.util.Map;

/// The key that the servers of this package accept. The build sets it in the environment of all tests, where the SDKs
/// find it; processes that a test starts inherit it.
public final class TestCredentials {

    public static final String ACCESS_KEY_ID = "varve-test";
    public static final String SECRET_ACCESS_KEY = "varve-test-secret";

    /// For processes that are not started by a test of the build.
    public static final Map<String, String> ENVIRONMENT =
            Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID, "AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY);

    private TestCredentials() {}
}
