package dev.marketdata.kalshi.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.cloud.NoCredentials;
import com.google.cloud.ReadChannel;
import com.google.cloud.WriteChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.ComposeRequest;
import com.google.cloud.storage.Storage.CopyRequest;
import com.google.cloud.storage.StorageBatch;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.options.GcsOptions;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests the server with its real clients: Google's library and Beam. */
class StorageServerTest {

  private final StorageServer server = StorageServer.start().bucket("bucket");
  private final Storage client = clientOf(server);

  @AfterEach
  void stop() {
    server.close();
  }

  private static Storage clientOf(StorageServer server) {
    return StorageOptions.http()
        .setHost(server.root())
        .setCredentials(NoCredentials.getInstance())
        .setProjectId("loopback")
        .build()
        .getService();
  }

  private Blob create(String name, String text) {
    return client.create(BlobInfo.newBuilder("bucket", name).build(), text.getBytes(UTF_8));
  }

  private String read(String name) {
    return new String(client.readAllBytes("bucket", name), UTF_8);
  }

  private static int code(Runnable call) {
    return assertThrows(StorageException.class, call::run).getCode();
  }

  @Test
  void anInsertedObjectCanBeRead() {
    create("a/ü +%#?.txt", "text");

    assertThat(read("a/ü +%#?.txt"), is("text"));
  }

  @Test
  void anUploadInPiecesIsOneObject() throws Exception {
    byte[] piece = new byte[600_000];
    try (WriteChannel out = client.writer(BlobInfo.newBuilder("bucket", "large").build())) {
      out.setChunkSize(256 * 1024);
      for (int i = 0; i < 5; i++) {
        int unused = out.write(ByteBuffer.wrap(piece));
      }
    }

    assertThat(client.get("bucket", "large").getSize(), is(3_000_000L));
  }

  @Test
  void aRangeCanBeRead() throws Exception {
    create("x", "0123456789");
    ByteBuffer bytes = ByteBuffer.allocate(3);
    try (ReadChannel in = client.reader("bucket", "x")) {
      in.seek(4);
      in.limit(7);
      while (bytes.hasRemaining() && in.read(bytes) >= 0) {}
    }

    assertThat(new String(bytes.array(), UTF_8), is("456"));
  }

  @Test
  void anObjectCanBeCreatedButNotChangedByACreator() {
    server.grant("bucket", StorageRole.OBJECT_CREATOR);
    Blob first = create("x", "1");

    assertThat(code(() -> create("x", "2")), is(403));
    assertThat(code(() -> client.delete("bucket", "x")), is(403));
    assertThat(code(() -> first.toBuilder().setContentType("text/html").build().update()), is(403));
    assertThat(server.object("bucket", "x").orElseThrow().content(), is(new byte[] {'1'}));
  }

  @Test
  void aCreatorLearnsFromThePreconditionThatTheObjectExists() {
    server.grant("bucket", StorageRole.OBJECT_CREATOR);
    create("x", "1");
    BlobInfo info = BlobInfo.newBuilder("bucket", "x").build();

    assertThat(
        code(() -> client.create(info, new byte[] {'2'}, BlobTargetOption.doesNotExist())),
        is(412));
  }

  @Test
  void aBucketIsReadOnlyWithTheRoleOfAViewer() {
    create("x", "1");
    server.grant("bucket", StorageRole.OBJECT_VIEWER);

    assertThat(read("x"), is("1"));
    assertThat(code(() -> create("y", "2")), is(403));
  }

  @Test
  void theCallersPermissionsCanBeAskedFor() {
    server.grant("bucket", StorageRole.OBJECT_VIEWER);

    assertThat(
        client.testIamPermissions("bucket", List.of("storage.objects.get")), is(List.of(true)));
    assertThat(
        client.testIamPermissions("bucket", List.of("storage.objects.create")), is(List.of(false)));
  }

  @Test
  void anOverwriteWithAnOldGenerationIsRejected() {
    Blob first = create("x", "1");
    BlobInfo info = BlobInfo.newBuilder(first.getBlobId()).build();
    Blob unused = client.create(info, new byte[] {'2'}, BlobTargetOption.generationMatch());

    assertThat(
        code(() -> client.create(info, new byte[] {'3'}, BlobTargetOption.generationMatch())),
        is(412));
    assertThat(read("x"), is("2"));
  }

  @Test
  void anOldGenerationIsNotFound() {
    BlobId first = create("x", "1").getBlobId();
    create("x", "2");

    assertThat(client.get(first), is(nullValue()));
  }

  @Test
  void aListHasPages() {
    IntStream.range(0, 25).forEach(i -> create(String.format("p/%02d", i), ""));
    create("q", "");

    assertThat(
        StreamSupport.stream(
                client
                    .list("bucket", BlobListOption.prefix("p/"), BlobListOption.pageSize(10))
                    .iterateAll()
                    .spliterator(),
                false)
            .count(),
        is(25L));
    assertThat(server.count(RequestKind.LIST), is(3L));
  }

  @Test
  void aFolderIsListedAsOneEntry() {
    create("d/1", "");
    create("d/2", "");
    create("e", "");

    assertThat(
        StreamSupport.stream(
                client.list("bucket", BlobListOption.currentDirectory()).iterateAll().spliterator(),
                false)
            .map(Blob::getName)
            .sorted()
            .toList(),
        contains("d/", "e"));
  }

  @Test
  void objectsCanBeComposed() {
    create("1", "one");
    create("2", "two");
    Blob unused =
        client.compose(
            ComposeRequest.newBuilder()
                .addSource("1", "2")
                .setTarget(BlobInfo.newBuilder("bucket", "3").build())
                .build());

    assertThat(read("3"), is("onetwo"));
  }

  @Test
  void anObjectCanBeCopied() {
    create("1", "one");
    Blob unused = client.copy(CopyRequest.of("bucket", "1", BlobId.of("bucket", "2"))).getResult();

    assertThat(read("2"), is("one"));
  }

  @Test
  void aDeletedObjectIsNotFound() {
    create("1", "one");

    assertThat(
        List.of(client.delete("bucket", "1"), client.delete("bucket", "1")),
        is(List.of(true, false)));
  }

  @Test
  void aBatchHasOneResponsePerRequest() {
    create("1", "one");
    StorageBatch batch = client.batch();
    var there = batch.get("bucket", "1");
    var absent = batch.delete("bucket", "2");
    batch.submit();

    assertThat(there.get().getSize(), is(3L));
    assertThat(absent.get(), is(false));
  }

  @Test
  void aServerWithoutContentKeepsSizes() {
    try (StorageServer small = StorageServer.startWithoutContent().bucket("bucket")) {
      Storage other = clientOf(small);
      Blob unused =
          other.create(BlobInfo.newBuilder("bucket", "x").build(), "text".getBytes(UTF_8));

      assertThat(other.get("bucket", "x").getSize(), is(4L));
      assertThat(small.object("bucket", "x").orElseThrow().content().length, is(0));
    }
  }

  @Test
  void aServerWithoutContentKeepsTheFilesOfRuns() {
    try (StorageServer small = StorageServer.startWithoutContent().bucket("bucket")) {
      StorageObject unused = small.put("bucket", "runs/x", "text");

      assertThat(
          small.object("bucket", "runs/x").orElseThrow().content(), is("text".getBytes(UTF_8)));
    }
  }

  @Test
  void beamWritesReadsMatchesAndMoves() throws Exception {
    GcsOptions options = PipelineOptionsFactory.create().as(GcsOptions.class);
    options.setGcsEndpoint(server.endpoint());
    options.setCredentialFactoryClass(NoopCredentialFactory.class);
    options.setGcsUploadBufferSizeBytes(1024 * 1024);
    FileSystems.setDefaultPipelineOptions(options);
    try {
      ResourceId file = FileSystems.matchNewResource("gs://bucket/lists/t.txt", false);
      try (OutputStream out = Channels.newOutputStream(FileSystems.create(file, "text/plain"))) {
        out.write("A\nB\n".getBytes(UTF_8));
      }
      ResourceId moved = FileSystems.matchNewResource("gs://bucket/lists/u.txt", false);
      FileSystems.rename(
          List.of(file), List.of(moved), StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
      try (InputStream in = Channels.newInputStream(FileSystems.open(moved))) {
        assertThat(new String(in.readAllBytes(), UTF_8), is("A\nB\n"));
      }
      MatchResult found = FileSystems.match("gs://bucket/lists/*.txt");

      assertThat(
          found.metadata().stream().map(m -> m.resourceId().toString()).toList(),
          contains("gs://bucket/lists/u.txt"));
    } finally {
      FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    }
  }
}
