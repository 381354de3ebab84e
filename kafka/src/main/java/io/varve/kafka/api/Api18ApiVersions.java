package io.varve.kafka.api;

import io.varve.kafka.api.ClientConnection.ClientSoftware;
import io.varve.kafka.api.Features.Feature;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// ApiVersions, versions 0 to 4: what the registry serves. Remembers what the client calls itself.
///
/// Produce is advertised from version 0 although only versions from 3 on are served, because librdkafka takes a higher
/// minimum for a broker without message formats it knows (KAFKA-18659). A request of a version beyond ours never comes
/// here: it gets [#unsupported].
final class Api18ApiVersions implements ApiHandler<ApiVersionsRequestData> {

    private static final VersionRange VERSIONS = VersionRange.of(0, 4);
    private static final short FIRST_VERSION_WITH_CLIENT_SOFTWARE = 3;
    private static final short FIRST_VERSION_WITH_ZERO_LEVELS = 4;
    private static final short ADVERTISED_PRODUCE_MIN = 0;
    private static final long FEATURES_EPOCH = 0;

    // Kafka's own pattern for both words.
    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final ApiRegistry registry;
    private final Features features;

    Api18ApiVersions(ApiRegistry registry, Features features) {
        this.registry = registry;
        this.features = features;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.API_VERSIONS;
    }

    @Override
    public VersionRange versions() {
        return VERSIONS;
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ApiVersionsRequestData request) {
        if (context.version() >= FIRST_VERSION_WITH_CLIENT_SOFTWARE) {
            if (!SOFTWARE.matcher(request.clientSoftwareName()).matches()
                    || !SOFTWARE.matcher(request.clientSoftwareVersion()).matches()) {
                return Reply.now(new ApiVersionsResponseData().setErrorCode(Errors.INVALID_REQUEST.code()));
            }
            context.connection()
                    .identify(new ClientSoftware(request.clientSoftwareName(), request.clientSoftwareVersion()));
        }
        return Reply.now(response(context.version()));
    }

    private ApiVersionsResponseData response(short version) {
        var response = new ApiVersionsResponseData().setThrottleTimeMs(0).setFinalizedFeaturesEpoch(FEATURES_EPOCH);
        registry.versions().forEach((api, versions) -> response.apiKeys().add(advertise(api, versions)));
        for (Feature feature : features.features()) {
            // Clients that stop below version 4 cannot read a minimum level of zero (KAFKA-17492).
            if (feature.min() > 0 || version >= FIRST_VERSION_WITH_ZERO_LEVELS) {
                response.supportedFeatures()
                        .add(new SupportedFeatureKey()
                                .setName(feature.name())
                                .setMinVersion(feature.min())
                                .setMaxVersion(feature.max()));
            }
            if (feature.finalized() > 0) {
                response.finalizedFeatures()
                        .add(new FinalizedFeatureKey()
                                .setName(feature.name())
                                .setMinVersionLevel(feature.finalized())
                                .setMaxVersionLevel(feature.finalized()));
            }
        }
        return response;
    }

    private static ApiVersion advertise(ApiKeys api, VersionRange versions) {
        return new ApiVersion()
                .setApiKey(api.id)
                .setMinVersion(api == ApiKeys.PRODUCE ? ADVERTISED_PRODUCE_MIN : versions.min())
                .setMaxVersion(versions.max());
    }

    static Reply unsupported() {
        var response = new ApiVersionsResponseData().setErrorCode(Errors.UNSUPPORTED_VERSION.code());
        response.apiKeys().add(advertise(ApiKeys.API_VERSIONS, VERSIONS));
        return new Reply.Answer(response);
    }
}
