package dev.marketdata.kalshi.simulator;

import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of a {@link KalshiSimulator.Builder}. */
final class Settings {
  final Map<String, PublicKey> keys = new HashMap<>();
  final Set<String> poison = new HashSet<>();
  final List<EndpointCosts.Cost> costs = new ArrayList<>(EndpointCosts.USUAL);
  final List<Router.Endpoint> endpoints = new ArrayList<>();
  RateLimit signed = RateLimit.basic();
  RateLimit anonymous = RateLimit.basic();
  String tier = "basic";
  Duration latency = Duration.ZERO;
  Duration clockOffset = Duration.ZERO;
  boolean requireAuth;
  boolean gzip = true;
  boolean repeat;
  boolean edgeCache;
  int maxUrlLength = Integer.MAX_VALUE;
  int port;
}
