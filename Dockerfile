# The image of the Dataflow Flex Template: Google's launcher and the two bundled jars. It contains no settings and no keys.
# The launcher passes the parameters of metadata.json to the main class below.
ARG LAUNCHER=20260122_RC00
FROM gcr.io/dataflow-templates-base/java17-template-launcher-base:${LAUNCHER}

# An ARG before FROM must be declared again after it.
ARG LAUNCHER
ARG VERSION=1.0.0
ARG REVISION=unknown

LABEL org.opencontainers.image.title="Kalshi market data" \
      org.opencontainers.image.description="Collects Kalshi market data by ticker list and makes tables of it, as a Dataflow Flex Template" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="gcr.io/dataflow-templates-base/java17-template-launcher-base:${LAUNCHER}"

# The option avoids CVE-2026-114938 of the JDKs up to 17.0.21, which the launcher image may have.
ENV FLEX_TEMPLATE_JAVA_MAIN_CLASS=dev.marketdata.kalshi.template.KalshiMarketDataTemplate \
    FLEX_TEMPLATE_JAVA_CLASSPATH=/template/kalshi-market-data.jar:/template/kalshi-market-data-tables.jar \
    FLEX_TEMPLATE_JAVA_OPTIONS=-XX:-UseBASE64Intrinsics

COPY templates/target/kalshi-market-data.jar /template/kalshi-market-data.jar
COPY pipeline/tables/target/kalshi-market-data-tables-bundled.jar /template/kalshi-market-data-tables.jar
