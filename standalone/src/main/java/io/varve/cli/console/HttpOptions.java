package io.varve.cli.console;

import picocli.CommandLine.Option;

/// Which node a command asks over HTTP.
public final class HttpOptions {

    @Option(
            names = "--http",
            paramLabel = "URL",
            defaultValue = "${env:VARVE_HTTP:-http://localhost:8080}",
            description = "Where a node of the cluster answers HTTP (VARVE_HTTP). Default: http://localhost:8080")
    private String http = "http://localhost:8080";

    public String http() {
        return http;
    }
}
