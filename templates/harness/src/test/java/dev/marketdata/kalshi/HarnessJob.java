package dev.marketdata.kalshi;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.LogEntry;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.ProcessBundleProgressResponse;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.ProcessBundleResponse;
import org.apache.beam.model.pipeline.v1.Endpoints.ApiServiceDescriptor;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.model.pipeline.v1.RunnerApi.Environment;
import org.apache.beam.model.pipeline.v1.RunnerApi.PTransform;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.runners.fnexecution.artifact.ArtifactRetrievalService;
import org.apache.beam.runners.fnexecution.control.BundleProgressHandler;
import org.apache.beam.runners.fnexecution.control.ControlClientPool;
import org.apache.beam.runners.fnexecution.control.DefaultJobBundleFactory;
import org.apache.beam.runners.fnexecution.control.FnApiControlClientPoolService;
import org.apache.beam.runners.fnexecution.control.InstructionRequestHandler;
import org.apache.beam.runners.fnexecution.control.OutputReceiverFactory;
import org.apache.beam.runners.fnexecution.control.ProcessBundleDescriptors;
import org.apache.beam.runners.fnexecution.control.RemoteBundle;
import org.apache.beam.runners.fnexecution.control.StageBundleFactory;
import org.apache.beam.runners.fnexecution.environment.EnvironmentFactory;
import org.apache.beam.runners.fnexecution.environment.RemoteEnvironment;
import org.apache.beam.runners.fnexecution.logging.GrpcLoggingService;
import org.apache.beam.runners.fnexecution.provisioning.JobInfo;
import org.apache.beam.runners.fnexecution.provisioning.StaticGrpcProvisionService;
import org.apache.beam.runners.fnexecution.state.StateRequestHandler;
import org.apache.beam.runners.fnexecution.state.StateRequestHandlers;
import org.apache.beam.runners.fnexecution.translation.BatchSideInputHandlerFactory;
import org.apache.beam.runners.fnexecution.translation.PipelineTranslatorUtils;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.fn.IdGenerator;
import org.apache.beam.sdk.fn.data.FnDataReceiver;
import org.apache.beam.sdk.fn.server.GrpcFnServer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.construction.Environments;
import org.apache.beam.sdk.util.construction.PTransformTranslation;
import org.apache.beam.sdk.util.construction.PipelineOptionsTranslation;
import org.apache.beam.sdk.util.construction.graph.ExecutableStage;
import org.apache.beam.sdk.util.construction.graph.GreedyPipelineFuser;
import org.apache.beam.sdk.util.construction.graph.ProtoOverrides;
import org.apache.beam.sdk.util.construction.graph.SplittableParDoExpander;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowedValues.WindowedValueCoder;

/**
 * A runner for one bounded job in the global window. It fuses the job into stages as Dataflow does,
 * and gives each stage to the SDK harness in bundles, a few at a time. It does what a harness
 * cannot: impulse, flatten, group by key, and side inputs through the state API. All elements are
 * in memory.
 *
 * <p>A bundle that fails is repeated. Its outputs and counters count only if it succeeds. After
 * {@value #ATTEMPTS} attempts, as on Dataflow, the job fails.
 */
// The resources of Beam declare that their close() throws any exception.
@SuppressWarnings("try")
final class HarnessJob {

  /** The attempts at a bundle, the number of a batch job on Dataflow. */
  static final int ATTEMPTS = 4;

  private static final Duration START = Duration.ofSeconds(60);
  private static final int THREADS = 4;
  private static final int ELEMENTS_PER_BUNDLE = 2;

  private final RunnerApi.Pipeline job;
  private final PipelineOptions options;
  private final Harness harness;
  private final Map<String, List<WindowedValue<?>>> collections = new HashMap<>();
  private final MetricsContainerStepMap metrics = new MetricsContainerStepMap();
  private final List<LogEntry> logEntries = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger sideInputReads = new AtomicInteger();
  private final AtomicInteger failedBundles = new AtomicInteger();

  /**
   * Prepares a job.
   *
   * @param job its graph; its environments are replaced by the harness
   * @param options the options of the runner's side; the harness has its own
   */
  HarnessJob(RunnerApi.Pipeline job, PipelineOptions options, Harness harness) {
    this.job = fused(job);
    this.options = options;
    this.harness = harness;
  }

  /** Returns the job as stages of the harness and steps of the runner, in order. */
  private static RunnerApi.Pipeline fused(RunnerApi.Pipeline job) {
    RunnerApi.Pipeline.Builder here = job.toBuilder();
    here.getComponents()
        .getEnvironmentsMap()
        .forEach(
            (id, environment) ->
                here.getComponentsBuilder()
                    .putEnvironments(
                        id,
                        environment.toBuilder()
                            .setUrn(Environments.ENVIRONMENT_EMBEDDED)
                            .clearPayload()
                            .clearDependencies()
                            .build()));
    // Create is a splittable function, which a runner has to expand.
    RunnerApi.Pipeline expanded =
        ProtoOverrides.updateTransform(
            PTransformTranslation.PAR_DO_TRANSFORM_URN,
            here.build(),
            SplittableParDoExpander.createSizedReplacement());
    return GreedyPipelineFuser.fuse(expanded).toPipeline();
  }

  /** Runs the job until its end. */
  HarnessResult run() {
    JobInfo info = JobInfo.create("job", "job", "", PipelineOptionsTranslation.toProto(options));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Exception failure = null;
    try (DefaultJobBundleFactory bundles =
        DefaultJobBundleFactory.create(
            info, Map.of(Environments.ENVIRONMENT_EMBEDDED, new Connection()))) {
      for (String id : job.getRootTransformIdsList()) {
        run(job.getComponents().getTransformsOrThrow(id), bundles, threads);
      }
    } catch (Exception e) {
      failure = e;
    } finally {
      threads.shutdownNow();
    }
    return new HarnessResult(
        failure,
        MetricsContainerStepMap.asAttemptedOnlyMetricResults(metrics),
        List.copyOf(logEntries),
        sideInputReads.get(),
        failedBundles.get());
  }

  private void run(PTransform step, DefaultJobBundleFactory bundles, ExecutorService threads)
      throws Exception {
    switch (step.getSpec().getUrn()) {
      case PTransformTranslation.IMPULSE_TRANSFORM_URN ->
          outputOf(step).add(WindowedValues.valueInGlobalWindow(new byte[0]));
      case PTransformTranslation.FLATTEN_TRANSFORM_URN ->
          step.getInputsMap().values().forEach(input -> outputOf(step).addAll(collection(input)));
      case PTransformTranslation.GROUP_BY_KEY_TRANSFORM_URN -> group(step);
      case ExecutableStage.URN ->
          runStage(
              ExecutableStage.fromPayload(
                  RunnerApi.ExecutableStagePayload.parseFrom(step.getSpec().getPayload())),
              bundles,
              threads);
      default -> throw new UnsupportedOperationException(step.getSpec().getUrn());
    }
  }

  private List<WindowedValue<?>> collection(String id) {
    return collections.computeIfAbsent(id, none -> new ArrayList<>());
  }

  private List<WindowedValue<?>> outputOf(PTransform step) {
    return collection(only(step.getOutputsMap()));
  }

  private static <T> T only(Map<String, T> map) {
    return map.values().iterator().next();
  }

  private void group(PTransform step) {
    String input = only(step.getInputsMap());
    WindowedValueCoder<KV<Object, Object>> coder =
        PipelineTranslatorUtils.getWindowedValueCoder(input, job.getComponents());
    Coder<Object> keys = ((KvCoder<Object, Object>) coder.getValueCoder()).getKeyCoder();
    Map<Object, KV<Object, List<Object>>> groups = new LinkedHashMap<>();
    for (WindowedValue<?> element : collection(input)) {
      KV<?, ?> entry = (KV<?, ?>) element.getValue();
      groups
          .computeIfAbsent(
              keys.structuralValue(entry.getKey()), key -> KV.of(entry.getKey(), new ArrayList<>()))
          .getValue()
          .add(entry.getValue());
    }
    groups.values().stream().map(WindowedValues::valueInGlobalWindow).forEach(outputOf(step)::add);
  }

  private void runStage(
      ExecutableStage stage, DefaultJobBundleFactory bundles, ExecutorService threads)
      throws Exception {
    List<WindowedValue<?>> input = collection(stage.getInputPCollection().getId());
    List<Future<Bundle>> running = new ArrayList<>();
    try (StageBundleFactory factory = bundles.forStage(stage)) {
      StateRequestHandler sideInputs = sideInputs(stage);
      for (int from = 0; from < input.size(); from += ELEMENTS_PER_BUNDLE) {
        List<WindowedValue<?>> part =
            input.subList(from, Math.min(from + ELEMENTS_PER_BUNDLE, input.size()));
        running.add(threads.submit(() -> run(part, factory, sideInputs)));
      }
      for (Future<Bundle> bundle : running) {
        commit(bundle.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private StateRequestHandler sideInputs(ExecutableStage stage) throws IOException {
    StateRequestHandler handler =
        StateRequestHandlers.forSideInputHandlerFactory(
            ProcessBundleDescriptors.getSideInputs(stage),
            BatchSideInputHandlerFactory.forStage(stage, this::sideInput));
    return request -> {
      sideInputReads.incrementAndGet();
      return handler.handle(request);
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private <T> List<T> sideInput(String collection) {
    return (List) collection(collection);
  }

  private Bundle run(
      List<WindowedValue<?>> elements, StageBundleFactory factory, StateRequestHandler sideInputs)
      throws Exception {
    for (int attempt = 1; ; attempt++) {
      Bundle bundle = new Bundle();
      try {
        bundle.process(elements, factory, sideInputs);
        return bundle;
      } catch (Exception e) {
        failedBundles.incrementAndGet();
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void commit(Bundle bundle) {
    bundle.outputs.forEach((collection, elements) -> collection(collection).addAll(elements));
    for (ProcessBundleResponse response : bundle.responses) {
      metrics.getContainer("job").update(response.getMonitoringInfosList());
    }
  }

  /** One attempt at some elements of a stage. */
  private static final class Bundle implements OutputReceiverFactory, BundleProgressHandler {

    private final Map<String, List<WindowedValue<?>>> outputs = new HashMap<>();
    private final List<ProcessBundleResponse> responses = new ArrayList<>();

    void process(
        List<WindowedValue<?>> elements, StageBundleFactory factory, StateRequestHandler sideInputs)
        throws Exception {
      try (RemoteBundle remote = open(factory, sideInputs)) {
        @SuppressWarnings("unchecked")
        FnDataReceiver<WindowedValue<?>> input =
            (FnDataReceiver<WindowedValue<?>>) only(remote.getInputReceivers());
        for (WindowedValue<?> element : elements) {
          input.accept(element);
        }
      }
    }

    // The factory is not safe for use by several threads; its bundles are.
    private RemoteBundle open(StageBundleFactory factory, StateRequestHandler sideInputs)
        throws Exception {
      synchronized (factory) {
        return factory.getBundle(this, sideInputs, this);
      }
    }

    @Override
    public <T> FnDataReceiver<T> create(String collection) {
      List<WindowedValue<?>> output = Collections.synchronizedList(new ArrayList<>());
      outputs.put(collection, output);
      return element -> output.add((WindowedValue<?>) element);
    }

    @Override
    public void onProgress(ProcessBundleProgressResponse progress) {}

    @Override
    public void onCompleted(ProcessBundleResponse response) {
      responses.add(response);
    }
  }

  /** A way to start the SDK harness. */
  interface Harness {

    /**
     * Starts a harness that connects to these servers of a runner.
     *
     * @return waits for the end of the harness, whose connections are closed, and ends it after a
     *     time
     */
    AutoCloseable start(String id, ApiServiceDescriptor control, ApiServiceDescriptor logging)
        throws IOException;
  }

  /** Connects the harness to the factory's servers, but to this job's log: theirs would print. */
  private final class Connection implements EnvironmentFactory.Provider {

    @Override
    public EnvironmentFactory createEnvironmentFactory(
        GrpcFnServer<FnApiControlClientPoolService> control,
        GrpcFnServer<GrpcLoggingService> unused,
        GrpcFnServer<ArtifactRetrievalService> artifacts,
        GrpcFnServer<StaticGrpcProvisionService> provision,
        ControlClientPool clients,
        IdGenerator ids) {
      return (environment, id) -> {
        GrpcFnServer<GrpcLoggingService> log =
            GrpcFnServer.allocatePortAndCreateFor(
                GrpcLoggingService.forWriter(logEntries::add), getServerFactory());
        AutoCloseable started =
            harness.start(id, control.getApiServiceDescriptor(), log.getApiServiceDescriptor());
        try {
          InstructionRequestHandler client = clients.getSource().take(id, START);
          return new Connected(environment, client, started, log);
        } catch (TimeoutException e) {
          started.close();
          throw new IOException("the harness does not connect", e);
        }
      };
    }
  }

  private record Connected(
      Environment environment,
      InstructionRequestHandler client,
      AutoCloseable harness,
      AutoCloseable log)
      implements RemoteEnvironment {

    @Override
    public Environment getEnvironment() {
      return environment;
    }

    @Override
    public InstructionRequestHandler getInstructionRequestHandler() {
      return client;
    }

    /** The harness sends the rest of its log before it ends. */
    @Override
    public void close() throws Exception {
      client.close();
      harness.close();
      log.close();
    }
  }
}
