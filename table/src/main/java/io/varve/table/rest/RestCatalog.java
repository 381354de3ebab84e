package io.varve.table.rest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.varve.metadata.entry.ObjectRef;
import io.varve.table.JournalCatalog;
import io.varve.table.Warehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.credentials.Credential;
import org.apache.iceberg.rest.credentials.ImmutableCredential;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.GetNamespaceResponse;
import org.apache.iceberg.rest.responses.ImmutableLoadCredentialsResponse;
import org.apache.iceberg.rest.responses.ListNamespacesResponse;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the requests of Iceberg's REST catalog that read; whoever hosts it has the sockets.
///
/// | request | answer |
/// |---|---|
/// | GET /v1/config | what can be asked, and how the bucket is reached |
/// | GET /v1/namespaces | the one that there is |
/// | GET, HEAD /v1/namespaces/{namespace} | |
/// | GET /v1/namespaces/{namespace}/tables | in one page |
/// | GET, HEAD /v1/namespaces/{namespace}/tables/{table} | with `snapshots=refs`, the present snapshot alone |
/// | GET …/tables/{table}/credentials | keys for the bucket, if the catalog hands them out |
/// | POST …/tables/{table}/metrics | 204: what engines measure is not kept |
/// | anything else | 405: tables are changed by what happens to their topics |
///
/// Thread-safe. Blocks the calling (virtual) thread.
public final class RestCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(RestCatalog.class);

    private static final List<Endpoint> ENDPOINTS = List.of(
            Endpoint.V1_LIST_NAMESPACES,
            Endpoint.V1_LOAD_NAMESPACE,
            Endpoint.V1_NAMESPACE_EXISTS,
            Endpoint.V1_LIST_TABLES,
            Endpoint.V1_LOAD_TABLE,
            Endpoint.V1_TABLE_EXISTS,
            Endpoint.V1_TABLE_CREDENTIALS,
            Endpoint.V1_REPORT_METRICS);

    private static final List<ObjectRef.Kind> READ_BY_ENGINES =
            List.of(ObjectRef.Kind.SEGMENT, ObjectRef.Kind.MANIFEST, ObjectRef.Kind.TABLE);

    private static final Namespace NAMESPACE = Namespace.of(JournalCatalog.NAMESPACE);

    private final JournalCatalog catalog;
    private final Warehouse warehouse;
    private final WarehouseConfig config;
    private final ObjectMapper json = mapper();

    public RestCatalog(JournalCatalog catalog, Warehouse warehouse, WarehouseConfig config) {
        this.catalog = catalog;
        this.warehouse = warehouse;
        this.config = config;
    }

    /// As Iceberg's own clients and servers have theirs, which they keep to themselves.
    private static ObjectMapper mapper() {
        var mapper = new ObjectMapper();
        mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        mapper.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
        RESTSerializers.registerAll(mapper);
        return mapper;
    }

    /// @param rawPath from `/v1` on, as it came
    /// @param rawQuery null if there is none
    public RestAnswer answer(String method, String rawPath, @Nullable String rawQuery) {
        RestAnswer answer = answerOrError(method, rawPath, rawQuery);
        return method.equals("HEAD") ? new RestAnswer(answer.status(), "") : answer;
    }

    private RestAnswer answerOrError(String method, String rawPath, @Nullable String rawQuery) {
        try {
            Optional<RestPath> path = RestPath.parse(rawPath);
            return path.isEmpty() ? notAllowed(method, rawPath) : route(method, rawPath, rawQuery, path.get());
        } catch (NoSuchNamespaceException | NoSuchTableException e) {
            return error(404, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        } catch (BadRequestException e) {
            return error(400, "BadRequestException", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The root of every request: what went wrong inside is for the log alone.
            LOG.error("a request to the REST catalog failed method={} path={}", method, rawPath, e);
            return error(500, "InternalServerError", "the request failed; the server's log says why");
        }
    }

    private RestAnswer route(String method, String rawPath, @Nullable String rawQuery, RestPath path) {
        String asked = method + " " + shape(path);
        return switch (asked) {
            case "GET config" -> ok(config());
            case "GET namespaces" -> ok(namespaces(rawQuery));
            case "GET namespace" -> {
                requireNamespace(path);
                yield ok(GetNamespaceResponse.builder().withNamespace(NAMESPACE).build());
            }
            case "HEAD namespace" -> {
                requireNamespace(path);
                yield RestAnswer.noContent();
            }
            case "GET tables" -> ok(tables(path));
            case "GET table" -> ok(table(path, rawQuery));
            case "HEAD table", "POST metrics" -> {
                requireTable(path);
                yield RestAnswer.noContent();
            }
            case "GET credentials" -> {
                requireTable(path);
                yield ok(ImmutableLoadCredentialsResponse.builder()
                        .addAllCredentials(credentials())
                        .build());
            }
            default -> notAllowed(method, rawPath);
        };
    }

    /// One word for what a path is about.
    private static String shape(RestPath path) {
        if (!path.rest().isEmpty()) {
            return String.join("/", path.rest());
        } else if (path.table().isPresent()) {
            return "table";
        } else if (path.tables()) {
            return "tables";
        }
        return path.namespace().isPresent() ? "namespace" : path.root();
    }

    private ConfigResponse config() {
        return ConfigResponse.builder()
                .withDefaults(config.properties())
                .withEndpoints(new ArrayList<>(ENDPOINTS))
                .build();
    }

    private static ListNamespacesResponse namespaces(@Nullable String rawQuery) {
        Optional<String> parent = RestPath.parameter(rawQuery, "parent").filter(name -> !name.isEmpty());
        parent.ifPresent(RestCatalog::requireNamespace);
        var response = ListNamespacesResponse.builder();
        if (parent.isEmpty()) {
            response.add(NAMESPACE);
        }
        return response.build();
    }

    private ListTablesResponse tables(RestPath path) {
        requireNamespace(path);
        var identifiers = new ArrayList<TableIdentifier>();
        catalog.tables().forEach(name -> identifiers.add(TableIdentifier.of(NAMESPACE, name)));
        return ListTablesResponse.builder().addAll(identifiers).build();
    }

    private LoadTableResponse table(RestPath path, @Nullable String rawQuery) {
        requireNamespace(path);
        String name = path.table().orElseThrow();
        TableMetadata metadata = catalog.load(name).orElseThrow(() -> noSuchTable(name));
        boolean presentAlone = RestPath.parameter(rawQuery, "snapshots").equals(Optional.of("refs"));
        return LoadTableResponse.builder()
                .withTableMetadata(presentAlone ? withoutHistory(metadata) : metadata)
                .addAllConfig(config.properties())
                .addAllCredentials(credentials())
                .build();
    }

    private static TableMetadata withoutHistory(TableMetadata metadata) {
        return TableMetadata.buildFrom(metadata)
                .withMetadataLocation(metadata.metadataFileLocation())
                .suppressHistoricalSnapshots()
                .build();
    }

    /// One for each place that objects of tables lie in. DuckDB takes a single one, and keys in a table's
    /// config, for what lies below the table's own location alone, where nothing is.
    private List<Credential> credentials() {
        var credentials = new ArrayList<Credential>();
        if (config.keys().isPresent()) {
            for (ObjectRef.Kind kind : READ_BY_ENGINES) {
                credentials.add(ImmutableCredential.builder()
                        .prefix(warehouse.location() + "/" + kind.prefix(warehouse.clusterId()))
                        .config(config.properties())
                        .build());
            }
        }
        return credentials;
    }

    private static void requireNamespace(RestPath path) {
        requireNamespace(path.namespace().orElseThrow());
    }

    private static void requireNamespace(String name) {
        if (!name.equals(JournalCatalog.NAMESPACE)) {
            throw new NoSuchNamespaceException("Namespace does not exist: %s", name);
        }
    }

    private void requireTable(RestPath path) {
        requireNamespace(path);
        String name = path.table().orElseThrow();
        if (!catalog.exists(name)) {
            throw noSuchTable(name);
        }
    }

    private static NoSuchTableException noSuchTable(String name) {
        return new NoSuchTableException("Table does not exist: %s.%s", JournalCatalog.NAMESPACE, name);
    }

    private RestAnswer ok(RESTResponse response) {
        return new RestAnswer(200, write(response));
    }

    private RestAnswer notAllowed(String method, String rawPath) {
        return error(
                405,
                "UnsupportedOperationException",
                method + " " + rawPath + " is not served: tables are changed by what happens to their topics");
    }

    private RestAnswer error(int status, String type, String message) {
        return new RestAnswer(
                status,
                write(ErrorResponse.builder()
                        .responseCode(status)
                        .withType(type)
                        .withMessage(message)
                        .build()));
    }

    private String write(RESTResponse response) {
        try {
            return json.writeValueAsString(response);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "cannot write a " + response.getClass().getSimpleName(), e);
        }
    }
}
