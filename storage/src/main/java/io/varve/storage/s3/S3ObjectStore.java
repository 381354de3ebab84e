package io.varve.storage.s3;

import io.varve.core.Crc32c;
import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectKey;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.RangeNotSatisfiableException;
import io.varve.storage.Ranges;
import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import io.varve.storage.http.ErrorAnswer;
import io.varve.storage.http.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A bucket of S3, or of a server that speaks its protocol with `If-None-Match` on PUT.
///
/// Requests are sent once; the SDK's own retries are off, so that they are counted and bounded in one place only.
public final class S3ObjectStore implements ObjectStore {

    private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);

    /// The most that S3 lists or deletes in one request.
    private static final int MAX_KEYS_PER_REQUEST = 1000;

    private static final String CONTENT_TYPE = "application/octet-stream";

    private final S3Client s3;
    private final String bucket;

    private S3ObjectStore(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /// Where a bucket is, beyond its name.
    ///
    /// @param endpoint null for AWS itself
    /// @param region null to look where the SDK looks, or `us-east-1` if there is an endpoint
    /// @param pathStyle whether the bucket's name stands in the path and not in the host's name
    public record Location(
            String bucket, @Nullable URI endpoint, @Nullable String region, boolean pathStyle) {}

    /// Opens a bucket with the SDK's default chain of credentials, and asks whether it exists.
    ///
    /// @throws StoreException of kind `REFUSED` if a person must act, or `UNAVAILABLE` if it did not answer
    public static S3ObjectStore open(Location location, Doors doors, ServerClock serverClock) {
        try {
            S3Client client = client(location, new TransportHttpClient(new HttpTransport(doors, serverClock)));
            var store = new S3ObjectStore(client, location.bucket);
            store.requireBucket();
            return store;
        } catch (SdkException e) {
            throw S3Failure.of("open bucket", location.bucket, e);
        }
    }

    private static S3Client client(Location location, TransportHttpClient http) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http)
                .putAuthScheme(new UnsignedPayloadScheme())
                .forcePathStyle(location.pathStyle)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        if (location.endpoint != null) {
            builder.endpointOverride(location.endpoint).region(Region.US_EAST_1);
        }
        if (location.region != null) {
            builder.region(Region.of(location.region));
        }
        return builder.build();
    }

    private void requireBucket() {
        // A listing, because a HEAD request's answer cannot say why it failed.
        s3.listObjectsV2(request -> request.bucket(bucket).maxKeys(1));
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        ObjectKey.check(key);
        try {
            s3.putObject(
                    request -> request.bucket(bucket)
                            .key(key)
                            .ifNoneMatch("*")
                            .checksumCRC32C(encoded(payload.crc32c()))
                            .contentLength(payload.length()),
                    RequestBody.fromContentProvider(new PayloadContent(payload), payload.length(), CONTENT_TYPE));
            return CreateOutcome.CREATED;
        } catch (S3Exception e) {
            if (e.statusCode() == 412) {
                return CreateOutcome.EXISTS;
            }
            throw S3Failure.of("create", key, e);
        } catch (SdkException e) {
            throw S3Failure.of("create", key, e);
        }
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        Ranges.check(offset, length);
        ObjectKey.check(key);
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        try (OpenObject object = get(key, request -> request.range(range))) {
            if (object.answer.contentLength() != length) {
                throw new RangeNotSatisfiableException(key, offset, length);
            }
            return object.read(key, length);
        } catch (S3Exception e) {
            throw e.statusCode() == 416
                    ? new RangeNotSatisfiableException(key, offset, length)
                    : S3Failure.of("read", key, e);
        } catch (SdkException e) {
            throw S3Failure.of("read", key, e);
        }
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        ObjectKey.check(key);
        try (OpenObject object = get(key, S3ObjectStore::askForChecksum)) {
            ByteBuffer bytes = object.read(key, Ranges.checkWhole(key, object.answer.contentLength(), maxBytes));
            OptionalInt expected = crc32c(object.answer.checksumCRC32C(), object.answer.checksumType());
            if (expected.isPresent() && expected.getAsInt() != Crc32c.of(bytes)) {
                throw new StoreException(Kind.CORRUPT, "read " + key + ": the bytes do not have the object's checksum");
            }
            return bytes;
        } catch (SdkException e) {
            throw S3Failure.of("read", key, e);
        }
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        ObjectKey.check(key);
        try {
            HeadObjectResponse answer =
                    s3.headObject(request -> request.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
            return Optional.of(new ObjectInfo(
                    key,
                    answer.contentLength(),
                    answer.lastModified().toEpochMilli(),
                    crc32c(answer.checksumCRC32C(), answer.checksumType())));
        } catch (SdkException e) {
            StoreException failure = S3Failure.of("head", key, e);
            if (failure instanceof ObjectNotFoundException) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        ListPage.checkArguments(prefix, startAfter, limit);
        List<ObjectInfo> objects = new ArrayList<>();
        boolean complete = false;
        while (objects.size() < limit && !complete) {
            String after = objects.isEmpty() ? startAfter : objects.getLast().key();
            ListObjectsV2Response page =
                    listOnce(prefix, after, Math.min(limit - objects.size(), MAX_KEYS_PER_REQUEST));
            page.contents()
                    .forEach(object -> objects.add(new ObjectInfo(
                            object.key(), object.size(), object.lastModified().toEpochMilli(), OptionalInt.empty())));
            complete = !page.isTruncated();
        }
        return new ListPage(objects, complete);
    }

    private ListObjectsV2Response listOnce(String prefix, String startAfter, int limit) {
        try {
            return s3.listObjectsV2(request -> {
                request.bucket(bucket).maxKeys(limit);
                if (!prefix.isEmpty()) {
                    request.prefix(prefix);
                }
                if (!startAfter.isEmpty()) {
                    request.startAfter(startAfter);
                }
            });
        } catch (SdkException e) {
            throw S3Failure.of("list", prefix, e);
        }
    }

    @Override
    public void delete(Collection<String> keys) {
        keys.forEach(ObjectKey::check);
        List<String> all = List.copyOf(keys);
        for (int start = 0; start < all.size(); start += MAX_KEYS_PER_REQUEST) {
            deleteOnce(all.subList(start, Math.min(all.size(), start + MAX_KEYS_PER_REQUEST)));
        }
    }

    private void deleteOnce(List<String> keys) {
        List<ObjectIdentifier> objects = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .toList();
        try {
            List<S3Error> errors = s3.deleteObjects(request -> request.bucket(bucket)
                            .delete(Delete.builder()
                                    .objects(objects)
                                    .quiet(true)
                                    .build()))
                    .errors();
            if (!errors.isEmpty()) {
                S3Error first = errors.getFirst();
                throw ErrorAnswer.ofDelete(first.code(), String.valueOf(first.message()))
                        .toException("delete", first.key(), null);
            }
        } catch (SdkException e) {
            throw S3Failure.of("delete", keys.getFirst(), e);
        }
    }

    @Override
    public void close() {
        s3.close();
    }

    private OpenObject get(String key, Consumer<GetObjectRequest.Builder> more) {
        return s3.getObject(
                request -> more.accept(request.bucket(bucket).key(key)),
                ResponseTransformer.unmanaged(OpenObject::new));
    }

    /// Not by the SDK's own setting, which would make it check the bytes as well, and fail without a type of its
    /// own.
    private static void askForChecksum(GetObjectRequest.Builder request) {
        request.overrideConfiguration(settings -> settings.putHeader("x-amz-checksum-mode", "ENABLED"));
    }

    /// The checksum of the object's bytes; empty too where it is one of the checksums of parts.
    private static OptionalInt crc32c(@Nullable String encoded, @Nullable ChecksumType type) {
        if (encoded == null || type == ChecksumType.COMPOSITE) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                ByteBuffer.wrap(Base64.getDecoder().decode(encoded)).getInt());
    }

    private static String encoded(int crc32c) {
        return Base64.getEncoder()
                .encodeToString(
                        ByteBuffer.allocate(Integer.BYTES).putInt(crc32c).array());
    }

    /// An answer whose body was not read yet.
    private record OpenObject(GetObjectResponse answer, AbortableInputStream body) implements AutoCloseable {

        ByteBuffer read(String key, int length) {
            byte[] bytes = new byte[length];
            try {
                if (body.readNBytes(bytes, 0, length) < length) {
                    throw new StoreException(Kind.UNAVAILABLE, "read " + key + ": the answer ended early");
                }
            } catch (IOException e) {
                throw new StoreException(Kind.UNAVAILABLE, "read " + key + ": " + e.getMessage(), e);
            }
            return ByteBuffer.wrap(bytes);
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                LOG.debug("an answer was not closed cleanly", e);
            }
        }
    }
}
