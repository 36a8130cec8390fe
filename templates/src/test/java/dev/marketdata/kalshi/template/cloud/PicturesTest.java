package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/**
 * Compares pictures with what makes them. Renderings differ with fonts and browsers, so it is the
 * source's hash that is compared, not the picture.
 */
class PicturesTest {

  private static final Path ROOT = Path.of("..");
  private static final Path CLOUD = ROOT.resolve("cloud");
  private static final Path DOCS = ROOT.resolve("docs");
  private static final Path REPORT =
      ROOT.resolve("pipeline/tables/src/main/resources/dev/marketdata/kalshi/report");

  private static String sha256(Path... files) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Path file : files) {
      digest.update(Files.readAllBytes(file));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void theArchitectureIsRenderedFromItsSource() throws Exception {
    assertThat(
        "cloud/architecture.png is stale: its source says how to render it",
        source(CLOUD.resolve("architecture.png")),
        is(sha256(CLOUD.resolve("architecture.mmd"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"report-market.png", "report-coverage.png"})
  void aPictureOfTheReportIsOfThisReport(String picture) throws Exception {
    assertThat(
        "docs/" + picture + " is stale: run docs/report-pictures.sh",
        source(DOCS.resolve(picture)),
        is(
            sha256(
                REPORT.resolve("report.css"),
                REPORT.resolve("report.ftlh"),
                REPORT.resolve("report.js"),
                DOCS.resolve("report-pictures.sh"))));
  }

  /** Returns the hash that a picture carries, or an empty string. */
  private static String source(Path picture) throws IOException {
    ImageReader png = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(picture.toFile())) {
      png.setInput(in);
      Element metadata = (Element) png.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
      for (int i = 0; i < metadata.getElementsByTagName("tEXtEntry").getLength(); i++) {
        Element entry = (Element) metadata.getElementsByTagName("tEXtEntry").item(i);
        if (entry.getAttribute("keyword").equals("source-sha256")) {
          return entry.getAttribute("value");
        }
      }
      return "";
    } finally {
      png.dispose();
    }
  }
}
