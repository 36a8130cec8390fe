package dev.marketdata.kalshi.auth;

import java.io.Serializable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The locations of a credential's key id and private key. Contains no secret itself.
 *
 * @param privateKey the location of a PEM text
 */
public record CredentialSources(SecretSource keyId, SecretSource privateKey)
    implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(CredentialSources.class);

  /**
   * Reads the credential and discards it, to find a mistake before a run starts. Logs a warning if
   * other users of this machine can read the file of the private key.
   *
   * @throws InvalidCredentialException if the credential cannot be found or used
   */
  public void check() throws InvalidCredentialException {
    RequestSigner unused = RequestSigner.of(this);
    String warning = privateKey.permissionWarning();
    if (warning != null) {
      LOG.warn("The private key in {}", warning);
    }
  }
}
