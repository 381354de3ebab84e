package io.varve.storage.s3;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/// Signature version 4 with `UNSIGNED-PAYLOAD`, whatever the transport.
///
/// The SDK hashes payloads with SHA-256 unless the connection is encrypted, which takes more processor time than the
/// rest of an upload. CRC32C guards the bytes, and the signature covers that header; so requests are shown to the
/// SDK's signer as if they were encrypted. The scheme is not part of what is signed.
final class UnsignedPayloadScheme implements AwsV4AuthScheme {

    private static final int PLAIN_PORT = 80;
    private static final int TLS_PORT = 443;

    private final AwsV4HttpSigner signer = new UnsignedPayloadSigner(AwsV4HttpSigner.create());

    @Override
    public String schemeId() {
        return SCHEME_ID;
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return providers.identityProvider(AwsCredentialsIdentity.class);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return signer;
    }

    private record UnsignedPayloadSigner(AwsV4HttpSigner signer) implements AwsV4HttpSigner {

        @Override
        public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
            SdkHttpRequest http = request.request();
            SignedRequest signed = signer.sign(request.toBuilder()
                    .request(asIfEncrypted(http))
                    .putProperty(PAYLOAD_SIGNING_ENABLED, false)
                    .putProperty(CHUNK_ENCODING_ENABLED, false)
                    .build());
            SdkHttpRequest.Builder restored =
                    signed.request().toBuilder().protocol(http.protocol()).port(http.port());
            return SignedRequest.builder()
                    .request(restored.build())
                    .payload(signed.payload().orElse(null))
                    .build();
        }

        @Override
        public CompletableFuture<AsyncSignedRequest> signAsync(
                AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
            throw new UnsupportedOperationException("only blocking requests are signed");
        }

        private static SdkHttpRequest asIfEncrypted(SdkHttpRequest http) {
            if (!http.protocol().equals("http")) {
                return http;
            }
            // The signed Host header names the port only if it is not the scheme's own.
            int port = http.port() == PLAIN_PORT ? TLS_PORT : http.port();
            return http.toBuilder().protocol("https").port(port).build();
        }
    }
}
