package dev.marketdata.kalshi.template;

import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Reads a command line into options, and says in a user's words what is wrong with it. */
final class FlagReader {

  private FlagReader() {}

  /**
   * Returns the options that the flags make; their values are raw text still.
   *
   * @throws FlagException if a flag is unknown or cannot be read
   */
  static KalshiMarketDataOptions read(String... args) throws FlagException {
    PipelineOptionsFactory.register(KalshiMarketDataOptions.class);
    try {
      return PipelineOptionsFactory.fromArgs(args)
          .withValidation()
          .as(KalshiMarketDataOptions.class);
    } catch (IllegalArgumentException e) {
      throw new FlagException(UnknownFlag.explain(e, args));
    }
  }
}
