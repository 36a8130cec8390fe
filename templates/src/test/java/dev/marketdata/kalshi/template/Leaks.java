package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.RecordedRequest;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds pieces of a credential with at least 16 characters: of its key id, of the base64 lines of
 * the key, of the bytes that they encode, and of its signatures.
 */
final class Leaks {

  private static final int PIECE = 16;
  private static final String KEY_HEADER = "kalshi-access-key";
  private static final String SIGNATURE_HEADER = "kalshi-access-signature";

  private final Map<String, String> pieces = new HashMap<>();

  Leaks(SimulatorKeys keys) {
    add("key id", keys.keyId());
    add("private key", body(keys));
    add(
        "private key's bytes",
        new String(keys.privateKey().getEncoded(), StandardCharsets.ISO_8859_1));
  }

  /** Also adds the signatures of all requests of a simulator. */
  Leaks andSignaturesAt(KalshiSimulator kalshi) {
    for (RecordedRequest request : kalshi.requests().requests()) {
      request.request().header(SIGNATURE_HEADER).ifPresent(made -> add("signature", made));
    }
    return this;
  }

  /** Returns the names of the credential's parts that the text contains. */
  List<String> in(String text) {
    TreeSet<String> found = new TreeSet<>();
    for (int from = 0; from + PIECE <= text.length(); from++) {
      String whose = pieces.get(text.substring(from, from + PIECE));
      if (whose != null) {
        found.add(whose);
      }
    }
    return List.copyOf(found);
  }

  List<String> in(byte[] bytes) {
    return in(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** Returns the same for a request, except for the headers that must have them. */
  List<String> in(RecordedRequest request) {
    Map<String, List<String>> others = new TreeMap<>(request.request().headers());
    others.remove(KEY_HEADER);
    others.remove(SIGNATURE_HEADER);
    return in(request.method() + " " + request.path() + "?" + request.query() + "\n" + others);
  }

  /** The Base64 of a PEM text in one piece. */
  private static String body(SimulatorKeys keys) {
    return keys.pem().replaceAll("-----[A-Z ]+-----|\\s", "");
  }

  private void add(String whose, String secret) {
    for (int from = 0; from + PIECE <= secret.length(); from++) {
      pieces.put(secret.substring(from, from + PIECE), whose);
    }
  }
}
