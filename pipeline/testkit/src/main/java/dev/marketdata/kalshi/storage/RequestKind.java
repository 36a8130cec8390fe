package dev.marketdata.kalshi.storage;

/** What a request asks of the storage. */
public enum RequestKind {
  /** Creates an object in one call. */
  INSERT,
  /** Begins an upload in pieces. */
  UPLOAD_START,
  /** Sends a piece, or asks how many have arrived. */
  UPLOAD_PIECE,
  /** Reads an object's metadata. */
  GET,
  /** Reads an object's content. */
  MEDIA,
  LIST,
  PATCH,
  COMPOSE,
  REWRITE,
  DELETE,
  /** Carries other requests, each of which is counted too. */
  BATCH,
  /** Anything about buckets. */
  BUCKET,
  /** What this server does not know. */
  UNKNOWN
}
