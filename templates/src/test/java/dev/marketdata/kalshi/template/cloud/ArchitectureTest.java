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
import org.w3c.dom.Element;

/** Compares the picture of the architecture with its source. */
class ArchitectureTest {

  private static final Path CLOUD = Path.of("..", "cloud");

  /**
   * Renderings differ with fonts and browsers, so the source's hash is compared, not the picture.
   */
  @Test
  void thePictureIsRenderedFromItsSource() throws Exception {
    byte[] source = Files.readAllBytes(CLOUD.resolve("architecture.mmd"));
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));

    assertThat(
        "cloud/architecture.png is stale: its source says how to render it",
        text("source-sha256"),
        is(hash));
  }

  /** Returns a text from the picture's metadata, or an empty string. */
  private static String text(String keyword) throws IOException {
    ImageReader png = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in =
        ImageIO.createImageInputStream(CLOUD.resolve("architecture.png").toFile())) {
      png.setInput(in);
      Element metadata = (Element) png.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
      for (int i = 0; i < metadata.getElementsByTagName("tEXtEntry").getLength(); i++) {
        Element entry = (Element) metadata.getElementsByTagName("tEXtEntry").item(i);
        if (entry.getAttribute("keyword").equals(keyword)) {
          return entry.getAttribute("value");
        }
      }
      return "";
    } finally {
      png.dispose();
    }
  }
}
