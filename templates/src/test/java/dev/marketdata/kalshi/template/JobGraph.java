package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.client.KalshiSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.util.construction.PTransformTranslation;
import org.apache.beam.sdk.util.construction.ParDoTranslation;

/** A job graph as a runner gets it, with its functions decompressed. */
final class JobGraph {

  private final RunnerApi.Pipeline pipeline;
  private final List<DoFn<?, ?>> functions = new ArrayList<>();

  JobGraph(RunnerApi.Pipeline pipeline) throws IOException {
    this.pipeline = pipeline;
    for (RunnerApi.PTransform step : pipeline.getComponents().getTransformsMap().values()) {
      if (step.getSpec().getUrn().equals(PTransformTranslation.PAR_DO_TRANSFORM_URN)) {
        functions.add(
            ParDoTranslation.getDoFn(
                RunnerApi.ParDoPayload.parseFrom(step.getSpec().getPayload())));
      }
    }
  }

  static JobGraph of(byte[] bytes) throws IOException {
    return new JobGraph(RunnerApi.Pipeline.parseFrom(bytes));
  }

  List<String> steps() {
    return pipeline.getComponents().getTransformsMap().values().stream()
        .map(RunnerApi.PTransform::getUniqueName)
        .toList();
  }

  /** Returns the settings that each function carries to the workers. */
  List<KalshiSettings> kalshiSettings() throws IllegalAccessException {
    List<KalshiSettings> found = new ArrayList<>();
    for (DoFn<?, ?> function : functions) {
      for (Field field : function.getClass().getDeclaredFields()) {
        if (field.getType() == KalshiSettings.class) {
          field.setAccessible(true);
          found.add((KalshiSettings) field.get(function));
        }
      }
    }
    return found;
  }

  /** Returns every byte of it as a character: names, display data, coders, and the functions. */
  String text() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pipeline.writeTo(all);
    // Packed functions are compressed, which would hide a text in them.
    for (DoFn<?, ?> function : functions) {
      try (ObjectOutputStream unpacked = new ObjectOutputStream(all)) {
        unpacked.writeObject(function);
      }
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
