package dev.marketdata.kalshi.base;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells in plain words why a server's certificate was refused. */
public final class TlsFailure {

  private TlsFailure() {}

  /**
   * Returns a clause about a failed connection.
   *
   * @return null if it did not fail because of TLS
   */
  public static @Nullable String reason(Throwable failure) {
    List<Throwable> causes =
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause).toList();
    if (has(causes, CertificateExpiredException.class)) {
      return "its certificate has expired, or this machine's clock is wrong";
    }
    if (has(causes, CertificateNotYetValidException.class)) {
      return "its certificate is not valid yet, or this machine's clock is wrong";
    }
    if (has(causes, CertPathBuilderException.class)
        || has(causes, CertPathValidatorException.class)) {
      return "its certificate is not trusted: it is self-signed, or of an authority that this Java"
          + " does not know";
    }
    if (causes.stream().anyMatch(TlsFailure::isOfAnotherHost)) {
      return "its certificate is for another host";
    }
    return has(causes, SSLException.class)
        ? "TLS failed: " + Excerpt.of(String.valueOf(causes.get(causes.size() - 1).getMessage()))
        : null;
  }

  private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
    return causes.stream().anyMatch(type::isInstance);
  }

  private static boolean isOfAnotherHost(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return cause instanceof CertificateException
        && (message.startsWith("No subject alternative") || message.startsWith("No name matching"));
  }
}
