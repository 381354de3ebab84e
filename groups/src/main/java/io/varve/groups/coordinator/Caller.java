package io.varve.groups.coordinator;

import io.varve.kafka.api.RequestContext;
import java.net.InetAddress;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;

/// Whom the coordinator takes a request to come from.
record Caller(RequestContext request) implements AuthorizableRequestContext {

    @Override
    public String listenerName() {
        return request.connection().listener();
    }

    @Override
    public SecurityProtocol securityProtocol() {
        return SecurityProtocol.PLAINTEXT;
    }

    @Override
    public KafkaPrincipal principal() {
        return KafkaPrincipal.ANONYMOUS;
    }

    @Override
    public InetAddress clientAddress() {
        return request.connection().remote().getAddress();
    }

    @Override
    public int requestType() {
        return request.api().id;
    }

    @Override
    public int requestVersion() {
        return request.version();
    }

    @Override
    public String clientId() {
        return request.clientId();
    }

    @Override
    public int correlationId() {
        return request.correlationId();
    }
}
