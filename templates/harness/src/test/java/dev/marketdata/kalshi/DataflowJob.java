package dev.marketdata.kalshi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.services.dataflow.model.DataflowPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * A job as Dataflow's runner submits it.
 *
 * @param graph what Dataflow executes
 * @param options what it gives to the harness, in JSON
 */
record DataflowJob(RunnerApi.Pipeline graph, String options) {

  private static final String GRAPH = "pipeline.pb";
  private static final AtomicReference<byte[]> STAGED = new AtomicReference<>(new byte[0]);

  /** Translates the whole job; the folder is for files of the runner. */
  static DataflowJob of(RunSettings settings, Path folder) throws IOException {
    Path file = folder.resolve("job.json");
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=DataflowRunner",
                    "--project=kalshi-prod",
                    "--region=us-central1",
                    "--jobName=test",
                    "--gcpTempLocation=gs://bucket/temp",
                    "--templateLocation=" + file,
                    "--filesToStage=" + folder,
                    "--credentialFactoryClass=" + NoopCredentialFactory.class.getName(),
                    "--pathValidatorClass=" + NoopPathValidator.class.getName(),
                    "--stagerClass=" + GraphStager.class.getName())
                .create());
    MarketDataPipeline.build(pipeline, settings);
    pipeline.run();
    return new DataflowJob(
        RunnerApi.Pipeline.parseFrom(STAGED.get()),
        new ObjectMapper()
            .readTree(Files.readString(file))
            .at("/environment/sdkPipelineOptions")
            .toString());
  }

  /** Uploads nothing, and keeps the graph. Public, because Beam creates it by its name. */
  public static final class GraphStager implements Stager {

    private GraphStager() {}

    /** Called by Beam. */
    public static GraphStager fromOptions(PipelineOptions unused) {
      return new GraphStager();
    }

    @Override
    public List<DataflowPackage> stageFiles(List<StagedFile> files) {
      return List.of();
    }

    @Override
    public DataflowPackage stageToFile(byte[] bytes, String name) {
      if (name.equals(GRAPH)) {
        STAGED.set(bytes);
      }
      return new DataflowPackage().setName(name).setLocation("gs://bucket/staging/" + name);
    }
  }
}
