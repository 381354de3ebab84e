package io.varve.table.feed.glue;

import io.varve.table.feed.HeldTable;
import io.varve.table.feed.OtherCatalog;
import io.varve.table.feed.OtherCatalogException;
import io.varve.table.feed.OtherCatalogException.Kind;
import io.varve.table.feed.OwnTable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/// A database of the AWS Glue Data Catalog, whose tables point to our metadata. An update names the version of
/// the entry that was read, and Glue refuses one that comes late.
public final class GlueOtherCatalog implements OtherCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(GlueOtherCatalog.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /// The longest silence on a connection.
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(20);

    private final GlueLocation location;
    private final @Nullable String catalogId;

    private volatile @Nullable GlueClient client;

    public GlueOtherCatalog(GlueLocation location) {
        this.location = location;
        this.catalogId = location.catalogId().orElse(null);
    }

    @Override
    public String nameOf(String tableName) {
        return GlueName.of(tableName);
    }

    @Override
    public Collection<String> names() {
        return read("list the tables of " + location.database(), () -> {
            try {
                return glue()
                        .getTablesPaginator(
                                request -> request.catalogId(catalogId).databaseName(location.database()))
                        .stream()
                        .flatMap(page -> page.tableList().stream())
                        .map(Table::name)
                        .toList();
            } catch (EntityNotFoundException e) {
                return List.of();
            }
        });
    }

    @Override
    public Optional<HeldTable> look(String name) {
        return read("get " + table(name), () -> {
            try {
                return Optional.of(new GlueTable(glue().getTable(request -> request.catalogId(catalogId)
                                .databaseName(location.database())
                                .name(name))
                        .table()));
            } catch (EntityNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Change register(String name, OwnTable ours) {
        TableInput input = GlueTable.begin(name, ours);
        return change("create " + table(name), () -> {
            try {
                glue().createTable(request -> request.catalogId(catalogId)
                        .databaseName(location.database())
                        .tableInput(input));
                return Change.DONE;
            } catch (EntityNotFoundException e) {
                createDatabase();
                return Change.CONFLICT;
            }
        });
    }

    private void createDatabase() {
        var input = DatabaseInput.builder().name(location.database()).build();
        try {
            glue().createDatabase(request -> request.catalogId(catalogId).databaseInput(input));
            LOG.info("created a database in Glue database={}", location.database());
        } catch (AlreadyExistsException e) {
            LOG.debug("another node has created the database database={}", location.database());
        }
    }

    @Override
    public Change advance(HeldTable held, OwnTable ours) {
        GlueTable table = (GlueTable) held;
        return change("update " + table(table.name()), () -> {
            glue().updateTable(request -> request.catalogId(catalogId)
                    .databaseName(location.database())
                    .tableInput(table.with(ours))
                    .versionId(table.table().versionId())
                    // Versions of the entry would be kept for ever, and there is a limit to them.
                    .skipArchive(true));
            return Change.DONE;
        });
    }

    /// Glue takes no condition here. Where two nodes do this at once, one may take away what the other has entered
    /// since; it is entered again.
    @Override
    public Change drop(HeldTable held) {
        return change("delete " + table(held.name()), () -> {
            try {
                glue().deleteTable(request -> request.catalogId(catalogId)
                        .databaseName(location.database())
                        .name(held.name()));
            } catch (EntityNotFoundException e) {
                LOG.debug("another node has taken the table away table={}", held.name());
            }
            return Change.DONE;
        });
    }

    private String table(String name) {
        return location.database() + "." + name + " in Glue";
    }

    private static <T> T read(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw GlueFailure.ofRead(doing, e);
        }
    }

    private static Change change(String doing, Supplier<Change> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            return GlueFailure.ofChange(doing, e);
        }
    }

    /// A client is made when it is needed, so that a missing region stops nothing else.
    private GlueClient glue() {
        GlueClient known = client;
        if (known != null) {
            return known;
        }
        var builder = GlueClient.builder()
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(SOCKET_TIMEOUT))
                // Whoever asks comes again.
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (location.endpoint() != null) {
            builder.endpointOverride(location.endpoint()).region(Region.US_EAST_1);
        }
        if (location.region() != null) {
            builder.region(Region.of(location.region()));
        }
        try {
            GlueClient made = builder.build();
            client = made;
            return made;
        } catch (SdkException e) {
            throw new OtherCatalogException(
                    Kind.UNAVAILABLE,
                    "cannot use Glue: there is no region: set varve.table.catalog.glue.region, or AWS_REGION",
                    e);
        }
    }

    @Override
    public void close() {
        GlueClient known = client;
        if (known != null) {
            known.close();
        }
    }
}
