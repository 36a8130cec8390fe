package dev.marketdata.kalshi.gcs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An HTTP proxy that answers for hosts of the internet: it ends their TLS with a certificate of its
 * own, and passes the bytes to a server without TLS on this machine. A program that uses it keeps
 * its real addresses.
 */
final class TlsProxy implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Map<String, Integer> ports;
  private final Path trustStore;
  private final ServerSocket server;
  private final SSLContext tls;
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "tls-proxy");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Starts it.
   *
   * @param ports the port on this machine for each host
   * @param folder where the trust store is written
   */
  TlsProxy(Map<String, Integer> ports, Path folder) throws IOException {
    this.ports = Map.copyOf(ports);
    this.trustStore = folder.resolve("trust.p12");
    try {
      tls = context();
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException(e);
    }
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** Returns the JVM flags with which a program uses it. */
  List<String> jvmFlags() {
    return List.of(
        "-Dhttps.proxyHost=127.0.0.1",
        "-Dhttps.proxyPort=" + server.getLocalPort(),
        "-Djavax.net.ssl.trustStore=" + trustStore,
        "-Djavax.net.ssl.trustStorePassword=" + new String(PASSWORD));
  }

  /** Returns the other hosts that were asked for. */
  List<String> otherHosts() {
    return List.copyOf(refused);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private SSLContext context()
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    X509Certificate certificate = certificate(pair);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("server", pair.getPrivate(), PASSWORD, new Certificate[] {certificate});
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("proxy", certificate);
    try (OutputStream out = Files.newOutputStream(trustStore)) {
      trusted.store(out, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private X509Certificate certificate(KeyPair pair)
      throws GeneralSecurityException, OperatorCreationException, CertIOException {
    X500Name name = new X500Name("CN=proxy");
    GeneralName[] hosts =
        ports.keySet().stream()
            .map(host -> new GeneralName(GeneralName.dNSName, host))
            .toArray(GeneralName[]::new);
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(Instant.now().minus(Duration.ofDays(1))),
                    Date.from(Instant.now().plus(Duration.ofDays(1))),
                    name,
                    pair.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(hosts))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
      return;
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      String host = connect(client.getInputStream()).replaceFirst("^CONNECT ([^:]*):.*", "$1");
      Integer port = ports.get(host);
      if (port == null) {
        refused.add(host);
        client.getOutputStream().write(ascii("HTTP/1.1 502 No such host\r\n\r\n"));
        return;
      }
      client.getOutputStream().write(ascii("HTTP/1.1 200 Connected\r\n\r\n"));
      try (SSLSocket secure =
              (SSLSocket)
                  tls.getSocketFactory().createSocket(client, host, client.getPort(), true);
          Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
        open.add(target);
        SSLParameters parameters = secure.getSSLParameters();
        // gRPC insists on HTTP/2; the others do not ask.
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        secure.setSSLParameters(parameters);
        secure.setUseClientMode(false);
        secure.startHandshake();
        threads.execute(() -> copy(target, secure));
        copy(secure, target);
        open.remove(target);
      }
    } catch (IOException e) {
      // One of the two has gone, which the other notices.
      return;
    } finally {
      open.remove(client);
    }
  }

  /** Copies until the source ends, then ends the target. */
  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.close();
    } catch (IOException e) {
      return;
    }
  }

  /** Reads the head of a request, byte by byte, since TLS begins behind it; returns its line. */
  private static String connect(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.substring(0, head.indexOf("\r\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
