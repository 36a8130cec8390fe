package dev.marketdata.kalshi.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import freemarker.cache.ClassTemplateLoader;
import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Fills in the page: one file of HTML with its style and its script, which are named by their
 * checksums in its security policy, so that a browser runs no others and loads nothing.
 */
final class Page {

  private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/";

  private final Configuration templates;
  private final String style;
  private final String script;

  Page() {
    templates = new Configuration(Configuration.VERSION_2_3_34);
    templates.setTemplateLoader(new ClassTemplateLoader(Page.class, ""));
    templates.setOutputFormat(HTMLOutputFormat.INSTANCE);
    templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    templates.setLogTemplateExceptions(false);
    templates.setDefaultEncoding(UTF_8.name());
    templates.setURLEscapingCharset(UTF_8.name());
    templates.setLocale(Locale.ROOT);
    style = resource(CHARTS + "dist/uPlot.min.css") + "\n" + resource("report.css");
    String licence =
        "/*\nuPlot 1.6.30, https://github.com/leeoniya/uPlot\n\n"
            + resource(CHARTS + "LICENSE").strip()
            + "\n*/\n";
    script = licence + resource(CHARTS + "dist/uPlot.iife.min.js") + "\n" + resource("report.js");
  }

  /**
   * Returns the page.
   *
   * @param model what the template shows
   * @param data what the script shows, in base64
   */
  String fill(Map<String, Object> model, String data) throws IOException {
    Map<String, Object> all = new HashMap<>(model);
    all.put("style", style);
    all.put("script", script);
    all.put("styleHash", hash(style));
    all.put("scriptHash", hash(script));
    all.put("data", data);
    StringWriter out = new StringWriter();
    try {
      templates.getTemplate("report.ftlh").process(all, out);
    } catch (TemplateException e) {
      throw new IllegalStateException(
          "the template of the report does not fit its data: " + e.getMessageWithoutStackTop(), e);
    }
    return out.toString();
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      // A browser reads other line ends as these, before it computes a checksum.
      return new String(in.readAllBytes(), UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name + " from the jar", e);
    }
  }
}
