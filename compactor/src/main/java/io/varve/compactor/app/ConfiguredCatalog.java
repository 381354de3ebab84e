package io.varve.compactor.app;

import io.varve.compactor.app.TableConfig.CatalogConfig;
import io.varve.compactor.app.TableConfig.GlueConfig;
import io.varve.compactor.app.TableConfig.RestConfig;
import io.varve.node.StartException;
import io.varve.table.feed.OtherCatalog;
import io.varve.table.feed.glue.GlueLocation;
import io.varve.table.feed.glue.GlueOtherCatalog;
import io.varve.table.feed.rest.RestLocation;
import io.varve.table.feed.rest.RestLocation.Access;
import io.varve.table.feed.rest.RestOtherCatalog;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The catalog that is to be fed, as configured.
final class ConfiguredCatalog {

    private static final String PREFIX = "varve.table.catalog.";

    private ConfiguredCatalog() {}

    /// Empty if none is to be fed. It is not asked for anything yet.
    ///
    /// @throws StartException if the settings make no sense
    static Optional<OtherCatalog> of(CatalogConfig config) {
        try {
            return switch (config.type()) {
                case NONE -> {
                    refuse(ofRest(config.rest()), "rest");
                    refuse(ofGlue(config.glue()), "glue");
                    yield Optional.empty();
                }
                case REST -> {
                    refuse(ofGlue(config.glue()), "glue");
                    yield Optional.of(new RestOtherCatalog(location(config.rest())));
                }
                case GLUE -> {
                    refuse(ofRest(config.rest()), "rest");
                    yield Optional.of(new GlueOtherCatalog(location(config.glue())));
                }
            };
        } catch (IllegalArgumentException e) {
            throw new StartException(PREFIX + config.type().name().toLowerCase(Locale.ROOT) + ": " + e.getMessage(), e);
        }
    }

    private static RestLocation location(RestConfig rest) {
        String uri = rest.uri()
                .orElseThrow(() -> new StartException(
                        PREFIX + "rest.uri is not set: it says where the catalog is that " + PREFIX + "type asks for"));
        return new RestLocation(
                URI.create(uri),
                rest.warehouse(),
                rest.prefix(),
                rest.namespace(),
                new Access(rest.token(), rest.credential(), rest.oauth2Uri().map(URI::create), rest.scope()));
    }

    private static GlueLocation location(GlueConfig glue) {
        return new GlueLocation(
                glue.database(),
                glue.endpoint().map(URI::create).orElse(null),
                glue.region().orElse(null),
                glue.catalogId());
    }

    /// What is set for a sort of catalog that is not asked for was meant to have some effect.
    private static void refuse(Map<String, Optional<String>> settings, String type) {
        settings.forEach((name, value) -> {
            if (value.isPresent()) {
                throw new StartException(
                        PREFIX + type + "." + name + " is set, but " + PREFIX + "type is not '" + type + "'");
            }
        });
    }

    private static Map<String, Optional<String>> ofRest(RestConfig rest) {
        var settings = new LinkedHashMap<String, Optional<String>>();
        settings.put("uri", rest.uri());
        settings.put("warehouse", rest.warehouse());
        settings.put("prefix", rest.prefix());
        settings.put("token", rest.token());
        settings.put("credential", rest.credential());
        settings.put("oauth2-uri", rest.oauth2Uri());
        settings.put("scope", rest.scope());
        return settings;
    }

    private static Map<String, Optional<String>> ofGlue(GlueConfig glue) {
        var settings = new LinkedHashMap<String, Optional<String>>();
        settings.put("catalog-id", glue.catalogId());
        settings.put("region", glue.region());
        settings.put("endpoint", glue.endpoint());
        return settings;
    }
}
