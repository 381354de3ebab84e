package io.varve.storage.minio;

import com.google.common.collect.ImmutableMultimap;
import com.google.common.collect.Multimap;
import io.minio.MinioAsyncClient;
import io.minio.Signer;
import io.minio.credentials.Credentials;
import io.minio.errors.InsufficientDataException;
import io.minio.errors.InternalException;
import io.minio.errors.MinioException;
import io.minio.http.Method;
import io.minio.messages.DeleteError;
import io.minio.messages.DeleteObject;
import io.minio.messages.ListBucketResultV2;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// The client's requests for one bucket, of which uploads are signed without their payload.
///
/// The client's own uploads hash the payload with MD5, and with SHA-256 as well unless the connection is encrypted.
final class BucketClient extends MinioAsyncClient {

    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    private static final Multimap<String, String> NONE = ImmutableMultimap.of();

    private final String bucket;
    private final String regionName;

    BucketClient(MinioAsyncClient client, String bucket, String regionName) {
        super(client);
        this.bucket = bucket;
        this.regionName = regionName;
    }

    Response send(Method method, String key, Headers headers, @Nullable PayloadBody body)
            throws IOException, GeneralSecurityException, MinioException {
        return awaited(executeAsync(method, bucket, key, regionName, headers, NONE, body, 0));
    }

    ListBucketResultV2 list(String prefix, String startAfter, int limit)
            throws IOException, GeneralSecurityException, MinioException {
        return awaited(listObjectsV2Async(
                        bucket, regionName, null, "url", startAfter, limit, prefix, null, false, false, null, null))
                .result();
    }

    List<DeleteError> deleteAll(List<DeleteObject> objects)
            throws IOException, GeneralSecurityException, MinioException {
        return awaited(deleteObjectsAsync(bucket, regionName, objects, true, false, null, null))
                .result()
                .errorList();
    }

    private static <T> T awaited(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    @Override
    protected Request createRequest(
            HttpUrl url,
            Method method,
            Headers headers,
            @Nullable Object body,
            int length,
            @Nullable Credentials credentials)
            throws InsufficientDataException, InternalException, IOException, NoSuchAlgorithmException {
        if (!(body instanceof PayloadBody payload)) {
            return super.createRequest(url, method, headers, body, length, credentials);
        }
        // The request as it would be without a payload, so that only that of nothing is hashed. The client leaves it to
        // whoever brings a body of his own to sign it.
        Request request = super.createRequest(url, method, headers, new byte[0], 0, credentials)
                .newBuilder()
                .removeHeader("Content-MD5")
                .header("x-amz-content-sha256", UNSIGNED_PAYLOAD)
                .method(method.toString(), payload)
                .build();
        return credentials == null ? request : signed(request, credentials);
    }

    private Request signed(Request request, Credentials credentials) throws NoSuchAlgorithmException, IOException {
        try {
            return Signer.signV4S3(
                    request, regionName, credentials.accessKey(), credentials.secretKey(), UNSIGNED_PAYLOAD);
        } catch (InvalidKeyException e) {
            throw new IOException("the secret key cannot sign", e);
        }
    }
}
