package io.varve.table.feed.rest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.apache.iceberg.BaseMetastoreCatalog;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.CreateNamespaceResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.GetNamespaceResponse;

/// A REST catalog in memory that Iceberg's own handlers make of a map.
final class ReferenceRestServer implements AutoCloseable {

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final HttpServer server;
    private final ObjectMapper json = new ObjectMapper();
    private final Set<Namespace> namespaces = ConcurrentHashMap.newKeySet();
    private final Pointers catalog = new Pointers();

    ReferenceRestServer() {
        json.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        json.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
        RESTSerializers.registerAll(json);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Where it reads metadata that it has not written.
    void reads(FileIO files) {
        catalog.theirs = files;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = OK;
            Object answer;
            try {
                answer = answer(exchange);
            } catch (NoSuchTableException | NoSuchNamespaceException e) {
                status = 404;
                answer = error(status, e);
            } catch (AlreadyExistsException | CommitFailedException e) {
                status = 409;
                answer = error(status, e);
            } catch (RuntimeException e) {
                status = 400;
                answer = error(status, e);
            }
            if (answer == null) {
                exchange.sendResponseHeaders(NO_CONTENT, -1);
                return;
            }
            byte[] body = json.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static ErrorResponse error(int status, RuntimeException e) {
        return ErrorResponse.builder()
                .responseCode(status)
                .withType(e.getClass().getSimpleName())
                .withMessage(String.valueOf(e.getMessage()))
                .build();
    }

    /// Null where there is nothing to say.
    private Object answer(HttpExchange exchange) throws IOException {
        String[] path =
                exchange.getRequestURI().getRawPath().substring("/v1/".length()).split("/");
        Namespace namespace = path.length < 2 ? Namespace.empty() : Namespace.of(decoded(path[1]));
        TableIdentifier table = path.length < 4 ? null : TableIdentifier.of(namespace, decoded(path[3]));
        if (path.length > 2 && !namespaces.contains(namespace)) {
            throw new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
        }
        String shape = path[0] + (path.length > 2 ? " " + path[2] : "");
        return switch (exchange.getRequestMethod() + " " + shape + " " + path.length) {
            case "GET config 1" -> ConfigResponse.builder().build();
            case "POST namespaces 1" -> {
                JsonNode request = json.readTree(exchange.getRequestBody());
                namespaces.add(Namespace.of(request.at("/namespace/0").asText()));
                yield CreateNamespaceResponse.builder()
                        .withNamespace(Namespace.of(request.at("/namespace/0").asText()))
                        .build();
            }
            case "GET namespaces 2", "HEAD namespaces 2" -> {
                if (!namespaces.contains(namespace)) {
                    throw new NoSuchNamespaceException("Namespace does not exist: %s", namespace);
                }
                yield exchange.getRequestMethod().equals("HEAD")
                        ? null
                        : GetNamespaceResponse.builder()
                                .withNamespace(namespace)
                                .build();
            }
            case "GET namespaces tables 3" -> CatalogHandlers.listTables(catalog, namespace);
            case "POST namespaces tables 3" ->
                CatalogHandlers.createTable(catalog, namespace, read(exchange, CreateTableRequest.class));
            case "POST namespaces register 3" ->
                CatalogHandlers.registerTable(catalog, namespace, read(exchange, RegisterTableRequest.class));
            case "GET namespaces tables 4" -> CatalogHandlers.loadTable(catalog, table, SnapshotMode.ALL);
            case "POST namespaces tables 4" ->
                CatalogHandlers.updateTable(catalog, table, read(exchange, UpdateTableRequest.class));
            case "DELETE namespaces tables 4" -> {
                CatalogHandlers.dropTable(catalog, table);
                yield null;
            }
            default ->
                throw new IllegalArgumentException(exchange.getRequestURI().toString());
        };
    }

    private <T> T read(HttpExchange exchange, Class<T> type) throws IOException {
        return json.readValue(exchange.getRequestBody(), type);
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// Tables as a map of where their metadata is.
    private static final class Pointers extends BaseMetastoreCatalog {

        private final Map<TableIdentifier, String> pointers = new ConcurrentHashMap<>();
        private final InMemoryFileIO own = new InMemoryFileIO();
        private volatile FileIO theirs = own;

        @Override
        protected TableOperations newTableOps(TableIdentifier identifier) {
            return new BaseMetastoreTableOperations() {
                @Override
                protected String tableName() {
                    return identifier.toString();
                }

                @Override
                public FileIO io() {
                    return new EitherFiles(own, theirs);
                }

                @Override
                protected void doRefresh() {
                    String location = pointers.get(identifier);
                    if (location == null) {
                        disableRefresh();
                    } else {
                        refreshFromMetadataLocation(location);
                    }
                }

                @Override
                protected void doCommit(TableMetadata base, TableMetadata metadata) {
                    String written = writeNewMetadataIfRequired(base == null, metadata);
                    synchronized (pointers) {
                        String expected = base == null ? null : base.metadataFileLocation();
                        if (!Objects.equals(pointers.get(identifier), expected)) {
                            throw new CommitFailedException("%s has changed", identifier);
                        }
                        pointers.put(identifier, written);
                    }
                }
            };
        }

        @Override
        protected String defaultWarehouseLocation(TableIdentifier identifier) {
            return "memory://reference/" + identifier;
        }

        @Override
        public List<TableIdentifier> listTables(Namespace namespace) {
            return pointers.keySet().stream()
                    .filter(table -> table.namespace().equals(namespace))
                    .toList();
        }

        @Override
        public boolean dropTable(TableIdentifier identifier, boolean purge) {
            if (purge) {
                throw new IllegalArgumentException("the files are not there to be purged");
            }
            return pointers.remove(identifier) != null;
        }

        @Override
        public void renameTable(TableIdentifier from, TableIdentifier to) {
            throw new UnsupportedOperationException();
        }
    }

    private record EitherFiles(InMemoryFileIO own, FileIO theirs) implements FileIO {

        @Override
        public InputFile newInputFile(String path) {
            return own.fileExists(path) ? own.newInputFile(path) : theirs.newInputFile(path);
        }

        @Override
        public OutputFile newOutputFile(String path) {
            return own.newOutputFile(path);
        }

        @Override
        public void deleteFile(String path) {
            own.deleteFile(path);
        }
    }
}
