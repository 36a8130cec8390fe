package dev.marketdata.kalshi.storage;

/** The kind of a request. */
public enum RequestKind {
  /** Creates an object with one request. */
  INSERT,
  /** Starts an upload in pieces. */
  UPLOAD_START,
  /** Sends a piece, or requests the number of bytes received. */
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
  /** Contains other requests, each of which is counted too. */
  BATCH,
  /** Any request about buckets. */
  BUCKET,
  /** A request that this server does not support. */
  UNKNOWN
}
