package dev.marketdata.kalshi.simulator;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** The exchange's two schemes: RSASSA-PSS with SHA-256 and a salt of 32 bytes, and Ed25519. */
final class SignatureScheme {
  private SignatureScheme() {}

  static Signature of(PublicKey key) throws GeneralSecurityException {
    if (key instanceof RSAKey) {
      Signature signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      return signature;
    }
    return Signature.getInstance("Ed25519");
  }
}
