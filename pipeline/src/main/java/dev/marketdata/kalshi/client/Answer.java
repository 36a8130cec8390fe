package dev.marketdata.kalshi.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One whole HTTP answer.
 *
 * @param status the HTTP status
 * @param body the bytes, unpacked
 * @param serverTime the {@code Date} header, if it was there and a date
 * @param requestedAt when the request was sent
 * @param receivedAt when the last byte had come
 */
@SuppressWarnings("ArrayRecordComponent") // the body is passed along, never compared
record Answer(
    int status,
    byte[] body,
    @Nullable Instant serverTime,
    Instant requestedAt,
    Instant receivedAt) {}
