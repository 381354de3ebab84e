package io.varve.metadata.journal.dynamodb;

import io.varve.core.ServerClock;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Tells what time the table's answers carry.
final class ServerDate implements ExecutionInterceptor {

    private final ServerClock serverClock;

    ServerDate(ServerClock serverClock) {
        this.serverClock = serverClock;
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        context.httpResponse().firstMatchingHeader("Date").ifPresent(this::observe);
    }

    private void observe(String date) {
        long serverMs;
        try {
            serverMs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException unreadable) {
            // A proxy's odd header says nothing about anybody's clock.
            return;
        }
        serverClock.observed(serverMs);
    }
}
