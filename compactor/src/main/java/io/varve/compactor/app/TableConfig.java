package io.varve.compactor.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// What is set about topics as tables.
@ConfigMapping(prefix = "varve.table")
public interface TableConfig {

    /// How long a record stays out of its table at most, if its partition does not fill a segment before. A
    /// shorter time makes more and smaller files.
    @WithDefault("15m")
    Duration lag();

    /// How often tables are looked at; `varve compact --now` does so at once.
    @WithDefault("1m")
    Duration publishEvery();

    /// For how long a table can be read as it was. What only its old snapshots name stays for as long.
    @WithDefault("P1D")
    Duration keepSnapshots();

    /// Of younger snapshots, so many are kept.
    @WithDefault("1000")
    int maxSnapshots();

    /// Another catalog that is to have the tables too.
    CatalogConfig catalog();

    /// Another catalog that is to have the tables too.
    interface CatalogConfig {

        /// Which sort of catalog is fed with the tables, beside our own: `none`, `rest` for any that speaks the
        /// Iceberg REST protocol, `glue` for the AWS Glue Data Catalog.
        @WithDefault("none")
        CatalogType type();

        /// How often that catalog is looked at although nothing has changed here, for somebody may have changed
        /// something there.
        @WithDefault("10m")
        Duration checkEvery();

        /// An Iceberg REST catalog.
        RestConfig rest();

        /// The AWS Glue Data Catalog.
        GlueConfig glue();
    }

    /// An Iceberg REST catalog.
    interface RestConfig {

        /// Where the catalog is, without `/v1`.
        Optional<String> uri();

        /// What the server calls the catalog that is meant, where it has several.
        Optional<String> warehouse();

        /// The prefix of the paths, where the server does not say it itself.
        Optional<String> prefix();

        /// The namespace of the tables, made if it is not there; levels have dots between them.
        @WithDefault("varve")
        String namespace();

        /// A bearer's token.
        Optional<String> token();

        /// `ID:SECRET`, for which a token is got by OAuth2; instead of a token.
        Optional<String> credential();

        /// Where a token is got for the credential; the catalog itself if it is not set.
        Optional<String> oauth2Uri();

        /// The scope of that token; Iceberg's `catalog` if it is not set.
        Optional<String> scope();
    }

    /// The AWS Glue Data Catalog.
    interface GlueConfig {

        /// The database of the tables, made if it is not there.
        @WithDefault("varve")
        String database();

        /// The account whose catalog it is; that of the credentials if it is not set.
        Optional<String> catalogId();

        /// The region; where the AWS SDK looks if it is not set.
        Optional<String> region();

        /// Another server than that of AWS.
        Optional<String> endpoint();
    }
}
