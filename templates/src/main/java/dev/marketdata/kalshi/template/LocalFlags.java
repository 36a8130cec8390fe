package dev.marketdata.kalshi.template;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.apache.beam.sdk.extensions.gcp.options.GcsOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;

/**
 * The flags of a run on this machine. Beam registers those of every part in the jar and checks each
 * against all others, which for Google Cloud's hundreds takes longer than a small run.
 */
final class LocalFlags {

  private LocalFlags() {}

  /** Has Beam register them and no others; to be called before anything else of Beam is used. */
  static void only() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new OwnRegistrars(LocalFlags.class.getClassLoader()));
    try {
      // Where buckets are served can be said here too.
      PipelineOptionsFactory.register(GcsOptions.class);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Shows a list of our own where the jar has that of all its parts. */
  private static final class OwnRegistrars extends ClassLoader {

    private static final String LIST =
        "META-INF/services/" + PipelineOptionsRegistrar.class.getName();

    OwnRegistrars(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      URL own = LocalFlags.class.getResource("local-registrars");
      return name.equals(LIST) && own != null
          ? Collections.enumeration(List.of(own))
          : super.getResources(name);
    }
  }
}
