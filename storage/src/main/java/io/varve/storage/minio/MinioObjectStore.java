package io.varve.storage.minio;

import io.minio.MinioAsyncClient;
import io.minio.credentials.AwsConfigProvider;
import io.minio.credentials.AwsEnvironmentProvider;
import io.minio.credentials.ChainedProvider;
import io.minio.credentials.IamAwsProvider;
import io.minio.credentials.MinioEnvironmentProvider;
import io.minio.credentials.Provider;
import io.minio.errors.MinioException;
import io.minio.http.Method;
import io.minio.messages.DeleteError;
import io.minio.messages.DeleteObject;
import io.minio.messages.ListBucketResultV2;
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
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/// A bucket of MinIO, through MinIO's own client. Requests are sent once.
public final class MinioObjectStore implements ObjectStore {

    /// The most that is listed or deleted in one request.
    private static final int MAX_KEYS_PER_REQUEST = 1000;

    /// How many requests the client hands to the transport at a time, which has a limit of its own.
    private static final int MAX_REQUESTS = 256;

    private static final String CRC32C_HEADER = "x-amz-checksum-crc32c";

    private final BucketClient client;
    private final HttpTransport transport;

    private MinioObjectStore(BucketClient client, HttpTransport transport) {
        this.client = client;
        this.transport = transport;
    }

    /// Where a bucket is.
    ///
    /// @param endpoint without a path
    public record Location(String bucket, URI endpoint, String region) {}

    /// Opens a bucket, and asks whether it exists. Credentials come from `AWS_ACCESS_KEY_ID` and
    /// `AWS_SECRET_ACCESS_KEY`, or the variables of MinIO, the file of AWS, or the machine's role.
    ///
    /// @throws StoreException of kind `REFUSED` if a person must act, or `UNAVAILABLE` if it did not answer
    public static MinioObjectStore open(Location location, Doors doors, ServerClock serverClock) {
        var transport = new HttpTransport(doors, serverClock);
        var store = new MinioObjectStore(client(location, transport), transport);
        perform("open bucket", location.bucket, () -> store.client.list("", "", 1));
        return store;
    }

    private static BucketClient client(Location location, HttpTransport transport) {
        var dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(MAX_REQUESTS);
        dispatcher.setMaxRequestsPerHost(MAX_REQUESTS);
        OkHttpClient http = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .addInterceptor(new TransportInterceptor(transport))
                .build();
        MinioAsyncClient client = MinioAsyncClient.builder()
                .endpoint(location.endpoint.toString())
                .region(location.region)
                .credentialsProvider(credentials())
                .httpClient(http, true)
                .build();
        return new BucketClient(client, location.bucket, location.region);
    }

    private static Provider credentials() {
        return new ChainedProvider(
                new AwsEnvironmentProvider(),
                new MinioEnvironmentProvider(),
                new AwsConfigProvider(null, null),
                new IamAwsProvider(null, null));
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        ObjectKey.check(key);
        Headers headers = Headers.of("If-None-Match", "*", CRC32C_HEADER, encoded(payload.crc32c()));
        try (Response answer = client.send(Method.PUT, key, headers, new PayloadBody(payload))) {
            return CreateOutcome.CREATED;
        } catch (ErrorAnswerException e) {
            if (e.answer().status() == 412) {
                return CreateOutcome.EXISTS;
            }
            throw failure("create", key, e);
        } catch (IOException | GeneralSecurityException | MinioException | ProviderException e) {
            throw failure("create", key, e);
        }
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        Ranges.check(offset, length);
        ObjectKey.check(key);
        Headers headers = Headers.of("Range", "bytes=" + offset + "-" + (offset + length - 1));
        try (Response answer = client.send(Method.GET, key, headers, null)) {
            if (contentLength(answer) != length) {
                throw new RangeNotSatisfiableException(key, offset, length);
            }
            return readFully(key, answer, length);
        } catch (ErrorAnswerException e) {
            throw e.answer().status() == 416
                    ? new RangeNotSatisfiableException(key, offset, length)
                    : failure("read", key, e);
        } catch (IOException | GeneralSecurityException | MinioException | ProviderException e) {
            throw failure("read", key, e);
        }
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        ObjectKey.check(key);
        try (Response answer = client.send(Method.GET, key, askingForChecksum(), null)) {
            ByteBuffer bytes = readFully(key, answer, Ranges.checkWhole(key, contentLength(answer), maxBytes));
            OptionalInt expected = crc32c(answer);
            if (expected.isPresent() && expected.getAsInt() != Crc32c.of(bytes)) {
                throw new StoreException(Kind.CORRUPT, "read " + key + ": the bytes do not have the object's checksum");
            }
            return bytes;
        } catch (IOException | GeneralSecurityException | MinioException | ProviderException e) {
            throw failure("read", key, e);
        }
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        ObjectKey.check(key);
        try (Response answer = client.send(Method.HEAD, key, askingForChecksum(), null)) {
            String lastModified = String.valueOf(answer.header("Last-Modified"));
            return Optional.of(new ObjectInfo(
                    key,
                    contentLength(answer),
                    ZonedDateTime.parse(lastModified, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()
                            .toEpochMilli(),
                    crc32c(answer)));
        } catch (IOException | GeneralSecurityException | MinioException | ProviderException e) {
            StoreException failure = failure("head", key, e);
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
            int pageLimit = Math.min(limit - objects.size(), MAX_KEYS_PER_REQUEST);
            ListBucketResultV2 page = perform("list", prefix, () -> client.list(prefix, after, pageLimit));
            page.contents()
                    .forEach(object -> objects.add(new ObjectInfo(
                            object.objectName(),
                            object.size(),
                            object.lastModified().toInstant().toEpochMilli(),
                            OptionalInt.empty())));
            complete = !page.isTruncated();
        }
        return new ListPage(objects, complete);
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
        List<DeleteObject> objects = keys.stream().map(DeleteObject::new).toList();
        List<DeleteError> errors = perform("delete", keys.getFirst(), () -> client.deleteAll(objects));
        if (!errors.isEmpty()) {
            DeleteError first = errors.getFirst();
            throw ErrorAnswer.ofDelete(first.code(), String.valueOf(first.message()))
                    .toException("delete", first.objectName(), null);
        }
    }

    @Override
    public void close() {
        transport.close();
    }

    private static <T> T perform(String operation, String key, Request<T> request) {
        try {
            return request.send();
        } catch (IOException | GeneralSecurityException | MinioException | ProviderException e) {
            throw failure(operation, key, e);
        }
    }

    private static StoreException failure(String operation, String key, Exception failure) {
        if (failure instanceof ErrorAnswerException answered) {
            ErrorAnswer answer = answered.answer();
            if (answer.status() == 404
                    && (answer.code() == null || answer.code().equals("NoSuchKey"))) {
                return new ObjectNotFoundException(key);
            }
            return answer.toException(operation, key, failure);
        }
        if (failure instanceof ProviderException) {
            return new StoreException(
                    Kind.REFUSED,
                    operation + " " + key
                            + ": no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                    failure);
        }
        return new StoreException(Kind.UNAVAILABLE, operation + " " + key + ": " + failure, failure);
    }

    private static ByteBuffer readFully(String key, Response answer, int length) throws IOException {
        byte[] bytes = new byte[length];
        if (((AnswerBody) answer.body()).stream().readNBytes(bytes, 0, length) < length) {
            throw new StoreException(Kind.UNAVAILABLE, "read " + key + ": the answer ended early");
        }
        return ByteBuffer.wrap(bytes);
    }

    private static Headers askingForChecksum() {
        return Headers.of("x-amz-checksum-mode", "ENABLED");
    }

    private static long contentLength(Response answer) throws IOException {
        String length = answer.header("Content-Length");
        if (length == null) {
            throw new IOException("the answer has no Content-Length");
        }
        return Long.parseLong(length);
    }

    /// The checksum of the object's bytes; empty too where it is one of the checksums of parts.
    private static OptionalInt crc32c(Response answer) {
        String encoded = answer.header(CRC32C_HEADER);
        if (encoded == null || "COMPOSITE".equals(answer.header("x-amz-checksum-type"))) {
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

    @FunctionalInterface
    private interface Request<T> {
        T send() throws IOException, GeneralSecurityException, MinioException;
    }
}
