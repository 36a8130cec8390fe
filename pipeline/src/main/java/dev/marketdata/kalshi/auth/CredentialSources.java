package dev.marketdata.kalshi.auth;

import java.io.Serializable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the two halves of a credential lie.
 *
 * @param keyId the place of the key id
 * @param privateKey the place of the private key, a PEM text
 */
public record CredentialSources(SecretSource keyId, SecretSource privateKey)
    implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(CredentialSources.class);

  /**
   * Reads the credential and forgets it again, to find a mistake before a run begins. A key file
   * that others may use is warned of.
   *
   * @throws InvalidCredentialException if it cannot be found or used
   */
  public void check() throws InvalidCredentialException {
    ApiKey.read(this);
    String warning = privateKey.openToOthers();
    if (warning != null) {
      LOG.warn("The private key in {}", warning);
    }
  }
}
