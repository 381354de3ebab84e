package io.varve.testkit.architecture;

import java.util.List;

/// Libraries that only some packages may know, so that each can be replaced in one place.
///
/// @param packages ArchUnit's patterns for the library's packages
/// @param knownTo ArchUnit's patterns for the packages of ours that may use them
record Library(String name, List<String> packages, List<String> knownTo) {

    static final List<Library> ALL = List.of(
            new Library("S3", List.of("software.amazon.awssdk.services.s3.."), List.of("io.varve.storage.s3..")),
            new Library(
                    "DynamoDB",
                    List.of("software.amazon.awssdk.services.dynamodb.."),
                    List.of("io.varve.metadata.journal.dynamodb..")),
            new Library(
                    "Glue", List.of("software.amazon.awssdk.services.glue.."), List.of("io.varve.table.feed.glue..")),
            new Library(
                    "the AWS SDK",
                    List.of("software.amazon.."),
                    List.of(
                            "io.varve.storage.s3..",
                            "io.varve.metadata.journal.dynamodb..",
                            "io.varve.table.feed.glue..")),
            new Library("MinIO", List.of("io.minio..", "okhttp3.."), List.of("io.varve.storage.minio..")),
            new Library(
                    "Kafka's messages",
                    List.of("org.apache.kafka.."),
                    List.of(
                            "io.varve.segment.batch..",
                            "io.varve.kafka..",
                            "io.varve.groups..",
                            "io.varve.node..",
                            "io.varve.ingest..",
                            "io.varve.reader..",
                            "io.varve.standalone..",
                            "io.varve.cli..",
                            "io.varve.simulation..",
                            "io.varve.benchmarks..")),
            new Library(
                    "Kafka's internals",
                    List.of(
                            "org.apache.kafka.common.record..",
                            "org.apache.kafka.common.requests..",
                            "org.apache.kafka.storage.."),
                    List.of(
                            "io.varve.segment.batch..",
                            "io.varve.kafka..",
                            "io.varve.groups.coordinator..",
                            "io.varve.benchmarks..",
                            "io.varve.simulation.load..")),
            new Library(
                    "Kafka's group coordinator",
                    List.of(
                            "org.apache.kafka.coordinator..",
                            "org.apache.kafka.image..",
                            "org.apache.kafka.metadata..",
                            "org.apache.kafka.server..",
                            "com.yammer.."),
                    List.of("io.varve.groups.coordinator..")),
            new Library(
                    "Parquet",
                    List.of("org.apache.parquet..", "org.apache.hadoop..", "dev.hardwood..", "shaded.parquet.."),
                    List.of("io.varve.segment.parquet..")),
            new Library("Iceberg", List.of("org.apache.iceberg.."), List.of("io.varve.table..")),
            new Library(
                    "Quarkus",
                    List.of("io.quarkus..", "io.smallrye..", "io.vertx..", "jakarta.."),
                    List.of(
                            "io.varve.node.app..",
                            "io.varve.ingest.app..",
                            "io.varve.reader.app..",
                            "io.varve.compactor.app..",
                            "io.varve.standalone..",
                            "io.varve.cli..")));
}
