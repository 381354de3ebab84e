package io.varve.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/// LocalStack, which answers as S3 and DynamoDB, in a container. It runs where Docker does; elsewhere its tests are the
/// only ones that a machine may lack.
public final class LocalStack {

    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.9.2");

    private static @Nullable LocalStack shared;

    private final LocalStackContainer container;

    private LocalStack(LocalStackContainer container) {
        this.container = container;
    }

    /// The container that all tests of this JVM use. Testcontainers ends it with the JVM.
    ///
    /// @throws TestAbortedException if there is no Docker
    public static synchronized LocalStack shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    private static LocalStack start() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new TestAbortedException("Docker is missing, and LocalStack runs in it.");
        }
        LocalStackContainer container = new LocalStackContainer(IMAGE).withServices("s3", "dynamodb");
        container.start();
        return new LocalStack(container);
    }

    /// Where both services answer.
    public URI endpoint() {
        return container.getEndpoint();
    }

    /// Makes an empty bucket and returns its name.
    public String newBucket() {
        String bucket = "test-" + UUID.randomUUID();
        try {
            ExecResult made = container.execInContainer("awslocal", "s3api", "create-bucket", "--bucket", bucket);
            if (made.getExitCode() != 0) {
                throw new IllegalStateException("no bucket " + bucket + ": " + made.getStderr());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a bucket was made", e);
        }
        return bucket;
    }
}
