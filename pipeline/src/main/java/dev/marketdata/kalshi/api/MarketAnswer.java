package dev.marketdata.kalshi.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One whole answer of Kalshi with its objects found.
 *
 * @param requestedAt when the request that was answered was sent
 * @param receivedAt when the last byte had come
 * @param body the answer's bytes, not to be changed
 * @param rows the objects that carry a usable ticker, in Kalshi's order
 * @param unusable how many objects do not
 * @param cursor where the next page begins; null on the last page
 */
@SuppressWarnings("ArrayRecordComponent") // the body is passed along, never compared
public record MarketAnswer(
    Instant requestedAt,
    Instant receivedAt,
    byte[] body,
    List<MarketRow> rows,
    int unusable,
    @Nullable String cursor) {}
