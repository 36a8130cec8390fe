package dev.marketdata.kalshi.template;

import com.google.api.services.dataflow.model.DataflowPackage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.options.PipelineOptions;

/** Uploads nothing, but keeps the job that Dataflow's runner would upload. */
public final class KeepingStager implements Stager {

  private static final Map<String, byte[]> KEPT = new ConcurrentHashMap<>();

  private KeepingStager() {}

  /** Called by Beam, which is told the name of this class. */
  public static KeepingStager fromOptions(PipelineOptions options) {
    return new KeepingStager();
  }

  static byte[] kept(String name) {
    return KEPT.getOrDefault(name, new byte[0]);
  }

  static Set<String> names() {
    return Set.copyOf(KEPT.keySet());
  }

  static void forget() {
    KEPT.clear();
  }

  @Override
  public List<DataflowPackage> stageFiles(List<StagedFile> files) {
    return List.of();
  }

  @Override
  public DataflowPackage stageToFile(byte[] bytes, String name) {
    KEPT.put(name, bytes);
    return new DataflowPackage().setName(name).setLocation("gs://bucket/staging/" + name);
  }
}
