package io.varve.testkit;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Moto, which speaks the protocols of many services of AWS, in memory; here it is Glue. It does not heed the version
/// that an update of a table is to be made against.
public final class MotoServer implements AutoCloseable {

    private final ServerProcess process;
    private final URI endpoint;

    private MotoServer(ServerProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /// A server of the caller's own, to be closed by it.
    ///
    /// @throws org.opentest4j.TestAbortedException if there is no Moto
    public static MotoServer start() {
        Path program = CatalogPrograms.find("Moto", "moto/bin", "moto_server");
        int port = ServerProcess.freePort();
        ServerProcess process = ServerProcess.start(
                "Moto",
                ServerProcess.newFolder("moto"),
                List.of(program.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port)),
                Map.of(),
                port);
        return new MotoServer(process, URI.create("http://127.0.0.1:" + port));
    }

    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.close();
    }
}
