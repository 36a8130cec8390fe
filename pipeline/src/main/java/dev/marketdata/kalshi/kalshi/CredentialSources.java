package dev.marketdata.kalshi.kalshi;

import java.io.Serializable;

/**
 * Where the two halves of a credential lie.
 *
 * @param keyId the place of the key id
 * @param privateKey the place of the private key, a PEM text
 */
public record CredentialSources(SecretSource keyId, SecretSource privateKey)
    implements Serializable {

  /**
   * Reads the credential and forgets it again, to find a mistake before a run begins.
   *
   * @throws InvalidCredentialException if it cannot be found or used
   */
  public void check() throws InvalidCredentialException {
    ApiKey.read(this);
  }
}
