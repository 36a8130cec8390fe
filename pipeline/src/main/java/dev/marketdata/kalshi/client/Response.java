package dev.marketdata.kalshi.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A complete HTTP response.
 *
 * @param body the bytes, decompressed
 * @param serverTime the {@code Date} header; null if there is none or it is not a date
 * @param requestedAt when the request was sent
 * @param receivedAt when the last byte was received
 */
@SuppressWarnings("ArrayRecordComponent") // the body is passed along, never compared
record Response(
    int status,
    byte[] body,
    @Nullable Instant serverTime,
    Instant requestedAt,
    Instant receivedAt) {}
