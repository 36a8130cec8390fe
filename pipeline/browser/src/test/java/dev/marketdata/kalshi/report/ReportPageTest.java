package dev.marketdata.kalshi.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Opens a report from disk in headless Chromium, and uses it as a reader does. */
@Timeout(60)
class ReportPageTest {

  private static final File BROWSER = new File("/usr/bin/chromium");
  private static final File DRIVER = new File("/usr/bin/chromedriver");
  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";
  // A right-to-left override without its end, and an emoji.
  private static final String ODD = "Will \u202e it \ud83d\ude00 rain?";
  private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");

  @TempDir private static Path folder = Path.of("");
  private static @Nullable ChromeDriver chrome;
  private static String url = "";

  @BeforeAll
  static void open() throws IOException {
    assumeTrue(BROWSER.canExecute() && DRIVER.canExecute(), "chromium and chromium-driver");
    url = page();
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER);
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-prefers-reduced-motion",
        "--window-size=1200,900",
        "--user-data-dir=" + folder.resolve("profile"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER)
            .withTimeout(Duration.ofSeconds(20))
            .build();
    chrome = new ChromeDriver(service, options);
    chrome.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(20));
    chrome.manage().timeouts().scriptTimeout(Duration.ofSeconds(20));
  }

  @AfterAll
  static void close() {
    if (chrome != null) {
      chrome.quit();
    }
  }

  /** Writes a page of a day and a half with an outage in between. */
  private static String page() throws IOException {
    StoredOutput output = new StoredOutput(folder.resolve("out"));
    Instant first = Instant.parse("2026-11-23T00:00:00Z");
    for (int i = 0; i < 18; i++) {
      if (i == 5 || i == 6) {
        continue;
      }
      StoredOutput.Run run = output.run(first.plus(Duration.ofHours(2L * i)).toString());
      String bid = "0." + (20 + i);
      run.market("KXRAIN-1-A", "Will it rain?", bid, "0.60", 100 * i + ".00");
      run.market("KXRAIN-1-B", HOSTILE, "0.10", "0.0" + i % 10, 50 * i + ".00");
      run.market("KXSNOW-1-A", ODD, "0.0000", "1.0000", "0.00");
      run.market("KXSNOW-1-B", "Will it snow?", "0.80", "0.90", "0.00");
      run.candles("KXRAIN-1-A", 30, bid, "0.60");
      run.trade("KXRAIN-1-A", bid, "3.00");
      if (i == 17) {
        run.settled("KXOLD-1-A", "yes", "2026-11-24T09:00:00Z");
      }
      run.finish();
    }
    return output.write().toUri().toString();
  }

  private static ChromeDriver chrome() {
    if (chrome == null) {
      throw new IllegalStateException("not open");
    }
    return chrome;
  }

  @BeforeEach
  void load() {
    chrome().get("about:blank");
    chrome().get(url);
    until("return document.documentElement.dataset.ready === 'true'");
  }

  private static void until(String script) {
    new WebDriverWait(chrome(), Duration.ofSeconds(10))
        .until(browser -> ((JavascriptExecutor) browser).executeScript(script));
  }

  private static WebElement find(String css) {
    return chrome().findElement(By.cssSelector(css));
  }

  private static List<String> texts(String css) {
    return chrome().findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
  }

  private static List<String> shown() {
    return texts("#list tbody .name");
  }

  @Test
  void noRequestLeavesAndNothingIsComplainedOf() {
    // What the browser loaded for its own first page.
    var unused = chrome().manage().logs().get(LogType.PERFORMANCE);
    load();
    find("#list tbody a").click();
    until("return !!document.querySelector('#market canvas')");
    List<String> requests = new ArrayList<>();
    chrome()
        .manage()
        .logs()
        .get(LogType.PERFORMANCE)
        .forEach(
            entry -> {
              Matcher found = URL.matcher(entry.getMessage());
              if (entry.getMessage().contains("Network.requestWillBeSent") && found.find()) {
                requests.add(found.group(1).replaceFirst("^(file|about|data|blob):.*", ""));
              }
            });
    requests.removeIf(String::isEmpty);

    assertThat(requests, is(empty()));
    assertThat(
        chrome().manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(String::valueOf)
            .toList(),
        is(empty()));
  }

  @Test
  void marketsAreListedByVolume() {
    assertThat(shown().get(0), is("Will it rain?"));
    assertThat(find("#count").getText(), is("5 of 5 markets"));
  }

  @Test
  void aSearchFindsWordsOfTitleAndTicker() {
    find("#search").sendKeys("snow kxsnow-1-b");

    assertThat(shown(), contains("Will it snow?"));
    assertThat(find("#count").getText(), is("1 of 5 markets"));
  }

  @Test
  void aSearchWithoutAMarketSaysSo() {
    find("#search").sendKeys("nosuchmarket");

    assertThat(find("#count").getText(), startsWith("0 of 5 markets; shorten the search"));
  }

  @Test
  void aHeadSortsAndASecondTimeTheOtherWay() {
    WebElement bid = find("th[data-sort=bid] button");
    bid.click();
    String highest = shown().get(0);
    bid.click();

    assertThat(List.of(highest, shown().get(0)), contains("Will it snow?", HOSTILE));
    assertThat(find("th[data-sort=bid]").getDomAttribute("aria-sort"), is("ascending"));
  }

  @Test
  void aSeriesIsChosen() {
    find("#series").sendKeys("KXOLD");

    assertThat(shown(), contains("A market that has settled"));
  }

  @Test
  void aSideWithoutAQuoteIsCalledSo() {
    find("#search").sendKeys("kxsnow-1-a");

    assertThat(texts("#list tbody td.n").subList(0, 2), contains("no quote", "no quote"));
  }

  @Test
  void aMarketOpensWithItsChartTradesAndRules() {
    find("#list tbody a").click();
    until("return !!document.querySelector('#market canvas')");

    assertThat(chrome().switchTo().activeElement().getText(), is("Will it rain?"));
    assertThat(texts("#market .trades tbody tr"), hasSize(16));
    assertThat(find("#market .rules").getText(), startsWith("If it happens"));
  }

  @Test
  void aChartIsReadWithTheKeyboard() {
    find("#list tbody a").click();
    until("return !!document.querySelector('#market canvas')");
    find("#market .chart").sendKeys(Keys.ARROW_LEFT);

    assertThat(
        find("#market [role=status]").getDomProperty("textContent"),
        is("2026-11-24 08:29 UTC: bid 0.37, ask 0.60, last 0.37"));
  }

  @Test
  void aMarketClosesWithTheBackButton() {
    find("#list tbody a").click();
    until("return !document.getElementById('market').hidden");
    chrome().navigate().back();

    until("return document.getElementById('market').hidden");
    assertThat(find("#market").isDisplayed(), is(false));
  }

  private static WebElement gap() {
    return find("table[data-dataset=trades] td.missing");
  }

  @Test
  void aGapThatIsPointedAtSaysWhyAndHowToCloseIt() {
    new Actions(chrome()).moveToElement(gap()).perform();

    assertThat(find("#slot").getText(), containsString("2026-11-23 10:00 UTC: missing: no run"));
    assertThat(
        find("#slot code").getText(), startsWith("./kalshi collect --tickers=my-tickers.txt"));
  }

  @Test
  void aGapIsReachedWithTheKeyboard() {
    chrome().executeScript("arguments[0].focus()", gap());
    chrome().switchTo().activeElement().sendKeys(Keys.ARROW_RIGHT);

    assertThat(find("#slot").getText(), containsString("2026-11-23 12:00 UTC: missing: no run"));
    assertThat(
        chrome().switchTo().activeElement().getDomAttribute("aria-label"),
        is("trades, 2026-11-23 12:00 UTC, missing: no run"));
  }

  @Test
  void aHostileTitleIsShownAsItIs() {
    find("#search").sendKeys("onerror");

    assertThat(shown(), contains(HOSTILE));
    assertThat(chrome().findElements(By.tagName("img")), is(empty()));
  }

  @Test
  void aTextThatRunsRightToLeftLeavesItsNeighboursAlone() {
    find("#search").sendKeys("kxsnow-1-a");

    assertThat(find("#list tbody bdi").getDomProperty("textContent"), is(ODD));
    assertThat(find("#list tbody .sub").getText(), is("KXSNOW-1-A"));
  }

  @Test
  void thePageFitsAPhone() {
    chrome().manage().window().setSize(new Dimension(500, 800));
    try {
      Object overflow =
          chrome()
              .executeScript(
                  "return document.documentElement.scrollWidth - document.documentElement.clientWidth");

      assertThat(overflow, is(0L));
    } finally {
      chrome().manage().window().setSize(new Dimension(1200, 900));
    }
  }
}
