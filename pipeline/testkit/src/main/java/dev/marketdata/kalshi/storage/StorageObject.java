package dev.marketdata.kalshi.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An object in a bucket.
 *
 * @param bucket the bucket
 * @param name the name
 * @param generation the version of the content
 * @param metageneration the version of the metadata
 * @param content the bytes; empty if the server does not keep content
 * @param size the number of bytes when it was written
 * @param crc32c the CRC32C of the bytes
 * @param md5 the MD5 hash of the bytes
 * @param contentType the content type
 * @param metadata the custom metadata
 * @param created the creation time
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StorageObject(
    String bucket,
    String name,
    long generation,
    long metageneration,
    byte[] content,
    long size,
    String crc32c,
    String md5,
    String contentType,
    Map<String, String> metadata,
    Instant created) {

  static StorageObject of(
      String bucket,
      String name,
      long generation,
      byte[] content,
      String contentType,
      Map<String, String> metadata) {
    return new StorageObject(
        bucket,
        name,
        generation,
        1,
        content,
        content.length,
        crc32c(content),
        md5(content),
        contentType,
        metadata,
        Instant.now());
  }

  /** Returns this object without its bytes. */
  StorageObject withoutContent() {
    return new StorageObject(
        bucket,
        name,
        generation,
        metageneration,
        new byte[0],
        size,
        crc32c,
        md5,
        contentType,
        metadata,
        created);
  }

  StorageObject with(String newContentType, Map<String, String> newMetadata) {
    return new StorageObject(
        bucket,
        name,
        generation,
        metageneration + 1,
        content,
        size,
        crc32c,
        md5,
        newContentType,
        newMetadata,
        created);
  }

  ObjectNode toJson(String root) {
    String path = root + "/storage/v1/b/" + bucket + "/o/" + Names.encode(name);
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", "storage#object")
            .put("id", bucket + "/" + name + "/" + generation)
            .put("selfLink", path)
            .put(
                "mediaLink",
                root
                    + "/download/storage/v1/b/"
                    + bucket
                    + "/o/"
                    + Names.encode(name)
                    + "?generation="
                    + generation
                    + "&alt=media")
            .put("name", name)
            .put("bucket", bucket)
            .put("generation", Long.toString(generation))
            .put("metageneration", Long.toString(metageneration))
            .put("contentType", contentType)
            .put("storageClass", "STANDARD")
            .put("size", Long.toString(size))
            .put("md5Hash", md5)
            .put("crc32c", crc32c)
            .put("etag", etag())
            .put("timeCreated", created.toString())
            .put("updated", created.toString());
    if (!metadata.isEmpty()) {
      ObjectNode custom = json.putObject("metadata");
      metadata.forEach(custom::put);
    }
    return json;
  }

  /** Returns a value that differs after each change of the object. */
  public String etag() {
    return generation + "-" + metageneration;
  }

  private static String crc32c(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    long sum = crc.getValue();
    byte[] bytes = {(byte) (sum >> 24), (byte) (sum >> 16), (byte) (sum >> 8), (byte) sum};
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String md5(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
