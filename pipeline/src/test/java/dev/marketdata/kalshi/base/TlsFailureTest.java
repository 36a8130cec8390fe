package dev.marketdata.kalshi.base;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the words for a refused certificate. */
class TlsFailureTest {

  static Stream<Arguments> causes() {
    return Stream.of(
        Arguments.of(
            new CertPathValidatorException("", new CertificateExpiredException()),
            "its certificate has expired, or"),
        Arguments.of(
            new CertPathValidatorException("", new CertificateNotYetValidException()),
            "its certificate is not valid yet, or"),
        Arguments.of(new CertPathBuilderException("no path"), "its certificate is not trusted: "),
        Arguments.of(new CertPathValidatorException("bad"), "its certificate is not trusted: "),
        Arguments.of(
            new CertificateException("No subject alternative DNS name matching h found."),
            "its certificate is for another host"),
        Arguments.of(
            new CertificateException("No name matching h found"),
            "its certificate is for another host"),
        Arguments.of(
            new SSLException("Unsupported or unrecognized SSL message"),
            "TLS failed: Unsupported or unrecognized SSL message"));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void aRefusalIsToldInPlainWords(Exception cause, String told) {
    IOException failure =
        new IOException("PKIX", new SSLHandshakeException("PKIX").initCause(cause));

    assertThat(TlsFailure.reason(failure), startsWith(told));
  }

  @Test
  void anotherFailureIsNotOfTls() {
    assertThat(TlsFailure.reason(new IOException("reset")), is(nullValue()));
  }
}
