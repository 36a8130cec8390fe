-- External tables and views of the output bucket, for BigQuery. The dataset must be in the region of the bucket:
--   bq mk --dataset --location=REGION PROJECT:DATASET
--   sed -e s/OUTPUT_BUCKET/my-bucket/ -e s/DATASET/my_dataset/g -e s/FIRST_OPEN_DAY/1970-01-01/ docs/queries/bigquery.sql \
--     | bq query --project_id=PROJECT --use_legacy_sql=false
-- Nothing is copied: each query reads the files. Run it again after the first "./kalshi tables", and after the first run with another
-- dataset: BigQuery fails on a table without files, so a view of such a part is made empty.
-- The views read the tables of "./kalshi tables", and the shards that are not in one yet. Give as FIRST_OPEN_DAY a day up to which all
-- tables are made: shards of earlier slots are then not read, which is faster and cheaper. A later day means that this is run again.
-- An external table over shards has at most 10 million files: 1,000 markets every two hours for two years, or 20,000 for six weeks. The
-- tables have a few files a day and no such limit. Beyond it, name the slots of the open days in "uris", with one asterisk in each:
--   uris = ['gs://OUTPUT_BUCKET/trades/*/20261122T140000Z.json', ...]
-- Filter by date and ticker.

-- One row per shard: Kalshi's object as JSON, with its envelope and the two partition keys. The schema is explicit. Schema
-- detection would turn prices into floating-point numbers, and would change the table when Kalshi adds a field.
-- A broken line, as in a local folder that was copied here after a power cut, is a bad record: BigQuery skips up to max_bad_records.
CREATE OR REPLACE EXTERNAL TABLE DATASET.market_data (
  schema INT64,
  market_ticker STRING,
  slot TIMESTAMP,
  requested_at TIMESTAMP,
  received_at TIMESTAMP,
  api STRING,
  source STRING,
  market JSON
)
WITH PARTITION COLUMNS (ticker STRING, date DATE)
OPTIONS (
  format = 'NEWLINE_DELIMITED_JSON',
  uris = ['gs://OUTPUT_BUCKET/market_data/*'],
  hive_partition_uri_prefix = 'gs://OUTPUT_BUCKET/market_data',
  ignore_unknown_values = TRUE,
  max_bad_records = 1000000
);

-- One row per finished run.
CREATE OR REPLACE EXTERNAL TABLE DATASET.run_summaries (
  slot TIMESTAMP,
  job STRING,
  run STRING,
  verdict STRING,
  stopped_by STRING,
  markets JSON,
  misses JSON,
  requests JSON,
  volume_check JSON,
  late_seconds NUMERIC,
  started_at TIMESTAMP,
  finished_at TIMESTAMP,
  windows JSON
)
OPTIONS (
  format = 'NEWLINE_DELIMITED_JSON',
  uris = ['gs://OUTPUT_BUCKET/runs/*/summary.json'],
  ignore_unknown_values = TRUE,
  max_bad_records = 1000000
);

-- The columns of the table, and misses. It reads the summaries, so the newest runs are in it too.
CREATE OR REPLACE VIEW DATASET.runs AS
SELECT
  run,
  job,
  slot,
  started_at,
  finished_at,
  verdict,
  stopped_by,
  late_seconds AS seconds_late,
  INT64(markets.stored) AS stored,
  INT64(markets.already_there) AS already_there,
  IFNULL(INT64(misses.rejected), 0) + IFNULL(INT64(misses.malformed), 0) + IFNULL(INT64(misses.unavailable), 0)
  + IFNULL(INT64(misses.timed_out), 0) + IFNULL(INT64(misses.not_stored), 0) AS failed,
  SAFE.INT64(volume_check.equal) AS volume_equal,
  SAFE.INT64(volume_check.edges) AS volume_at_edge,
  SAFE.INT64(volume_check.different) AS volume_different,
  INT64(requests.total) AS requests,
  INT64(requests.retries) AS retries,
  INT64(requests.by_status['429']) AS http_429,
  misses
FROM DATASET.run_summaries;

-- What is in the tables: the files that a manifest names, and the newest slot of a run whose shards are in the table of a day.
BEGIN
CREATE OR REPLACE EXTERNAL TABLE DATASET.manifests (
  `table` STRING,
  date DATE,
  files ARRAY<STRUCT<path STRING>>,
  runs ARRAY<STRING>
)
OPTIONS (
  format = 'NEWLINE_DELIMITED_JSON',
  uris = ['gs://OUTPUT_BUCKET/tables/*.json'],
  ignore_unknown_values = TRUE,
  max_bad_records = 1000000
);
CREATE OR REPLACE VIEW DATASET.complete_files AS
SELECT CONCAT('gs://OUTPUT_BUCKET/', file.path) AS path
FROM DATASET.manifests, UNNEST(files) AS file
WHERE `table` IS NOT NULL;
ASSERT (SELECT COUNT(*) FROM DATASET.complete_files) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.complete_files AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS path
)
WHERE FALSE;
END;

-- One row per job, dataset and slot, of the days that have tables: "./kalshi coverage" shows the others too.
BEGIN
CREATE OR REPLACE EXTERNAL TABLE DATASET.coverage_parquet (
  job STRING, dataset STRING, slot TIMESTAMP, window_start TIMESTAMP, window_end TIMESTAMP, slot_interval STRING,
  condition STRING, reason STRING, expected INT64, stored INT64, empty INT64, failed INT64, late_seconds INT64,
  different_volumes INT64, recoverable BOOL, known_at TIMESTAMP
)
WITH PARTITION COLUMNS (date DATE)
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://OUTPUT_BUCKET/tables/coverage/*.parquet'],
  hive_partition_uri_prefix = 'gs://OUTPUT_BUCKET/tables/coverage'
);
CREATE OR REPLACE VIEW DATASET.coverage AS
SELECT
  job, dataset, slot, window_start, window_end, slot_interval, condition, reason, expected, stored, empty, failed, late_seconds,
  different_volumes, recoverable, known_at
-- In this order: after the table, DATASET would be its column.
FROM DATASET.complete_files AS complete
JOIN DATASET.coverage_parquet AS parquet ON parquet._FILE_NAME = complete.path
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY job, dataset, slot ORDER BY known_at DESC NULLS LAST) = 1;
ASSERT (SELECT COUNT(*) FROM DATASET.coverage) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.coverage AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS job, CAST(NULL AS STRING) AS dataset, CAST(NULL AS TIMESTAMP) AS slot,
    CAST(NULL AS TIMESTAMP) AS window_start, CAST(NULL AS TIMESTAMP) AS window_end, CAST(NULL AS STRING) AS slot_interval,
    CAST(NULL AS STRING) AS condition, CAST(NULL AS STRING) AS reason, CAST(NULL AS INT64) AS expected,
    CAST(NULL AS INT64) AS stored, CAST(NULL AS INT64) AS empty, CAST(NULL AS INT64) AS failed, CAST(NULL AS INT64) AS late_seconds,
    CAST(NULL AS INT64) AS different_volumes, CAST(NULL AS BOOL) AS recoverable, CAST(NULL AS TIMESTAMP) AS known_at
)
WHERE FALSE;
END;

BEGIN
CREATE OR REPLACE VIEW DATASET.made AS
SELECT `table` AS name, date, PARSE_TIMESTAMP('%Y%m%dT%H%M%SZ', MAX(LEFT(run, 16))) AS slot
FROM DATASET.manifests, UNNEST(runs) AS run
WHERE `table` IS NOT NULL
GROUP BY name, date;
ASSERT (SELECT COUNT(*) FROM DATASET.made) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.made AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS name, CAST(NULL AS DATE) AS date, CAST(NULL AS TIMESTAMP) AS slot
)
WHERE FALSE;
END;

-- Snapshots.
BEGIN
CREATE OR REPLACE EXTERNAL TABLE DATASET.market_data_parquet (
  ticker STRING, slot TIMESTAMP, received_at TIMESTAMP, source STRING, event_ticker STRING, market_type STRING, title STRING,
  updated_time TIMESTAMP, open_time TIMESTAMP, close_time TIMESTAMP, status STRING, yes_bid NUMERIC, yes_bid_size NUMERIC,
  yes_ask NUMERIC, yes_ask_size NUMERIC, last_price NUMERIC, volume NUMERIC, result STRING, open_interest NUMERIC,
  settlement_value NUMERIC, settlement_ts TIMESTAMP, expiration_value STRING, raw STRING
)
WITH PARTITION COLUMNS (date DATE)
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://OUTPUT_BUCKET/tables/market_data/*.parquet'],
  hive_partition_uri_prefix = 'gs://OUTPUT_BUCKET/tables/market_data'
);
CREATE OR REPLACE VIEW DATASET.snapshots_in_tables AS
SELECT
  ticker, date, slot, received_at, source, event_ticker, market_type, title, updated_time, open_time, close_time, status,
  yes_bid, yes_bid_size, yes_ask, yes_ask_size, last_price, volume, result, open_interest, settlement_value, settlement_ts,
  expiration_value, raw
FROM DATASET.market_data_parquet
WHERE _FILE_NAME IN (SELECT path FROM DATASET.complete_files);
ASSERT (SELECT COUNT(*) FROM DATASET.snapshots_in_tables) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.snapshots_in_tables AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS ticker, CAST(NULL AS DATE) AS date, CAST(NULL AS TIMESTAMP) AS slot,
    CAST(NULL AS TIMESTAMP) AS received_at, CAST(NULL AS STRING) AS source, CAST(NULL AS STRING) AS event_ticker,
    CAST(NULL AS STRING) AS market_type, CAST(NULL AS STRING) AS title, CAST(NULL AS TIMESTAMP) AS updated_time,
    CAST(NULL AS TIMESTAMP) AS open_time, CAST(NULL AS TIMESTAMP) AS close_time, CAST(NULL AS STRING) AS status,
    CAST(NULL AS NUMERIC) AS yes_bid, CAST(NULL AS NUMERIC) AS yes_bid_size, CAST(NULL AS NUMERIC) AS yes_ask,
    CAST(NULL AS NUMERIC) AS yes_ask_size, CAST(NULL AS NUMERIC) AS last_price, CAST(NULL AS NUMERIC) AS volume,
    CAST(NULL AS STRING) AS result, CAST(NULL AS NUMERIC) AS open_interest, CAST(NULL AS NUMERIC) AS settlement_value,
    CAST(NULL AS TIMESTAMP) AS settlement_ts, CAST(NULL AS STRING) AS expiration_value, CAST(NULL AS STRING) AS raw
)
WHERE FALSE;
END;

CREATE OR REPLACE VIEW DATASET.snapshots_in_shards AS
SELECT
  shard.ticker,
  DATE(shard.received_at) AS date,
  shard.slot,
  shard.received_at,
  shard.source,
  JSON_VALUE(shard.market.event_ticker) AS event_ticker,
  JSON_VALUE(shard.market.market_type) AS market_type,
  JSON_VALUE(shard.market.title) AS title,
  SAFE_CAST(JSON_VALUE(shard.market.updated_time) AS TIMESTAMP) AS updated_time,
  SAFE_CAST(JSON_VALUE(shard.market.open_time) AS TIMESTAMP) AS open_time,
  SAFE_CAST(JSON_VALUE(shard.market.close_time) AS TIMESTAMP) AS close_time,
  JSON_VALUE(shard.market.status) AS status,
  NULLIF(NULLIF(SAFE_CAST(JSON_VALUE(shard.market.yes_bid_dollars) AS NUMERIC), 0), 1) AS yes_bid,
  SAFE_CAST(JSON_VALUE(shard.market.yes_bid_size_fp) AS NUMERIC) AS yes_bid_size,
  NULLIF(NULLIF(SAFE_CAST(JSON_VALUE(shard.market.yes_ask_dollars) AS NUMERIC), 0), 1) AS yes_ask,
  SAFE_CAST(JSON_VALUE(shard.market.yes_ask_size_fp) AS NUMERIC) AS yes_ask_size,
  NULLIF(NULLIF(SAFE_CAST(JSON_VALUE(shard.market.last_price_dollars) AS NUMERIC), 0), 1) AS last_price,
  SAFE_CAST(JSON_VALUE(shard.market.volume_fp) AS NUMERIC) AS volume,
  NULLIF(JSON_VALUE(shard.market.result), '') AS result,
  SAFE_CAST(JSON_VALUE(shard.market.open_interest_fp) AS NUMERIC) AS open_interest,
  SAFE_CAST(JSON_VALUE(shard.market.settlement_value_dollars) AS NUMERIC) AS settlement_value,
  SAFE_CAST(JSON_VALUE(shard.market.settlement_ts) AS TIMESTAMP) AS settlement_ts,
  NULLIF(JSON_VALUE(shard.market.expiration_value), '') AS expiration_value,
  TO_JSON_STRING(shard.market) AS raw
FROM DATASET.market_data AS shard
WHERE shard.date >= DATE 'FIRST_OPEN_DAY'
  AND NOT EXISTS (
    SELECT 1 FROM DATASET.made WHERE made.name = 'market_data' AND made.date = DATE(shard.received_at) AND made.slot >= shard.slot
  );

CREATE OR REPLACE VIEW DATASET.snapshots AS
SELECT * FROM DATASET.snapshots_in_tables
UNION ALL
SELECT * FROM DATASET.snapshots_in_shards;

-- Quotes and last price of each market, per slot, as exact decimals. Null where there is no quote, or was no trade. The day is that of
-- received_at.
CREATE OR REPLACE VIEW DATASET.prices AS
SELECT
  ticker,
  date,
  slot,
  received_at,
  event_ticker,
  status,
  yes_bid,
  yes_ask,
  last_price,
  volume,
  open_interest,
  yes_bid_size,
  yes_ask_size,
  close_time,
  source
FROM DATASET.snapshots;

-- The newest observation of every market, by received_at: a slot may have been fetched again later. Prices as in the view prices.
CREATE OR REPLACE VIEW DATASET.last_state AS
SELECT
  ticker,
  slot,
  received_at,
  source,
  event_ticker,
  title,
  status,
  COALESCE(result, '') AS result,
  close_time,
  yes_bid,
  yes_ask,
  last_price,
  SAFE.PARSE_JSON(raw, wide_number_mode => 'round') AS market
FROM DATASET.snapshots
WHERE TRUE  -- QUALIFY requires a WHERE clause
QUALIFY ROW_NUMBER() OVER (PARTITION BY ticker ORDER BY received_at DESC) = 1;

-- Settlements.
BEGIN
CREATE OR REPLACE EXTERNAL TABLE DATASET.settlements_parquet (
  ticker STRING, slot TIMESTAMP, received_at TIMESTAMP, source STRING, settled_at TIMESTAMP, last_yes_bid NUMERIC,
  last_yes_ask NUMERIC, last_quote_at TIMESTAMP, event_ticker STRING, market_type STRING, open_time TIMESTAMP,
  close_time TIMESTAMP, status STRING, last_price NUMERIC, volume NUMERIC, result STRING, open_interest NUMERIC,
  settlement_value NUMERIC, settlement_ts TIMESTAMP, expiration_value STRING
)
WITH PARTITION COLUMNS (date DATE)
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://OUTPUT_BUCKET/tables/settlements/*.parquet'],
  hive_partition_uri_prefix = 'gs://OUTPUT_BUCKET/tables/settlements'
);
CREATE OR REPLACE VIEW DATASET.settlements_in_tables AS
SELECT
  ticker, date, slot, received_at, source, settled_at, last_yes_bid, last_yes_ask, last_quote_at, event_ticker, market_type,
  open_time, close_time, status, last_price, volume, result, open_interest, settlement_value, settlement_ts, expiration_value
FROM DATASET.settlements_parquet
WHERE _FILE_NAME IN (SELECT path FROM DATASET.complete_files);
ASSERT (SELECT COUNT(*) FROM DATASET.settlements_in_tables) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.settlements_in_tables AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS ticker, CAST(NULL AS DATE) AS date, CAST(NULL AS TIMESTAMP) AS slot,
    CAST(NULL AS TIMESTAMP) AS received_at, CAST(NULL AS STRING) AS source, CAST(NULL AS TIMESTAMP) AS settled_at,
    CAST(NULL AS NUMERIC) AS last_yes_bid, CAST(NULL AS NUMERIC) AS last_yes_ask, CAST(NULL AS TIMESTAMP) AS last_quote_at,
    CAST(NULL AS STRING) AS event_ticker, CAST(NULL AS STRING) AS market_type, CAST(NULL AS TIMESTAMP) AS open_time,
    CAST(NULL AS TIMESTAMP) AS close_time, CAST(NULL AS STRING) AS status, CAST(NULL AS NUMERIC) AS last_price,
    CAST(NULL AS NUMERIC) AS volume, CAST(NULL AS STRING) AS result, CAST(NULL AS NUMERIC) AS open_interest,
    CAST(NULL AS NUMERIC) AS settlement_value, CAST(NULL AS TIMESTAMP) AS settlement_ts,
    CAST(NULL AS STRING) AS expiration_value
)
WHERE FALSE;
END;

CREATE OR REPLACE VIEW DATASET.settlements_in_shards AS
SELECT
  ticker,
  DATE(COALESCE(settlement_ts, updated_time, received_at)) AS date,
  slot,
  received_at,
  source,
  COALESCE(settlement_ts, updated_time, received_at) AS settled_at,
  quote.yes_bid AS last_yes_bid,
  quote.yes_ask AS last_yes_ask,
  quote.received_at AS last_quote_at,
  event_ticker,
  market_type,
  open_time,
  close_time,
  status,
  last_price,
  volume,
  result,
  open_interest,
  settlement_value,
  settlement_ts,
  expiration_value
FROM (
  SELECT
    *,
    FIRST_VALUE(IF(received_at < close_time AND COALESCE(yes_bid, yes_ask) IS NOT NULL, STRUCT(yes_bid, yes_ask, received_at), NULL)
      IGNORE NULLS) OVER (
        PARTITION BY ticker ORDER BY received_at DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS quote
  FROM DATASET.snapshots_in_shards
)
WHERE result IS NOT NULL AND (settlement_ts IS NOT NULL OR status = 'finalized')
QUALIFY ROW_NUMBER() OVER (PARTITION BY ticker ORDER BY received_at DESC) = 1;

-- One row per market that has settled: its newest result, and the last quote before it closed.
CREATE OR REPLACE VIEW DATASET.settlements AS
SELECT
  ticker,
  date,
  slot,
  received_at,
  source,
  settled_at,
  FIRST_VALUE(last_yes_bid) OVER quotes AS last_yes_bid,
  FIRST_VALUE(last_yes_ask) OVER quotes AS last_yes_ask,
  FIRST_VALUE(last_quote_at) OVER quotes AS last_quote_at,
  event_ticker,
  market_type,
  open_time,
  close_time,
  status,
  last_price,
  volume,
  result,
  open_interest,
  settlement_value,
  settlement_ts,
  expiration_value
FROM (
  SELECT * FROM DATASET.settlements_in_tables
  UNION ALL
  SELECT * FROM DATASET.settlements_in_shards
)
WHERE TRUE
QUALIFY ROW_NUMBER() OVER (PARTITION BY ticker ORDER BY received_at DESC) = 1
WINDOW quotes AS (PARTITION BY ticker ORDER BY last_quote_at DESC NULLS LAST);

-- Candles. The historical tier has other names: open for open_dollars, volume for volume_fp.
BEGIN
CREATE OR REPLACE EXTERNAL TABLE DATASET.candlesticks_parquet (
  ticker STRING, slot TIMESTAMP, received_at TIMESTAMP, source STRING, end_period_ts TIMESTAMP, yes_bid_open NUMERIC,
  yes_bid_low NUMERIC, yes_bid_high NUMERIC, yes_bid_close NUMERIC, yes_ask_open NUMERIC, yes_ask_low NUMERIC,
  yes_ask_high NUMERIC, yes_ask_close NUMERIC, price_open NUMERIC, price_low NUMERIC, price_high NUMERIC, price_close NUMERIC,
  price_mean NUMERIC, price_previous NUMERIC, price_min NUMERIC, price_max NUMERIC, volume NUMERIC, open_interest NUMERIC
)
WITH PARTITION COLUMNS (date DATE)
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://OUTPUT_BUCKET/tables/candlesticks/*.parquet'],
  hive_partition_uri_prefix = 'gs://OUTPUT_BUCKET/tables/candlesticks'
);
CREATE OR REPLACE VIEW DATASET.candlesticks_in_tables AS
SELECT
  ticker, date, slot, received_at, source, end_period_ts, yes_bid_open, yes_bid_low, yes_bid_high, yes_bid_close, yes_ask_open,
  yes_ask_low, yes_ask_high, yes_ask_close, price_open, price_low, price_high, price_close, price_mean, price_previous,
  price_min, price_max, volume, open_interest
FROM DATASET.candlesticks_parquet
WHERE _FILE_NAME IN (SELECT path FROM DATASET.complete_files);
ASSERT (SELECT COUNT(*) FROM DATASET.candlesticks_in_tables) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.candlesticks_in_tables AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS ticker, CAST(NULL AS DATE) AS date, CAST(NULL AS TIMESTAMP) AS slot,
    CAST(NULL AS TIMESTAMP) AS received_at, CAST(NULL AS STRING) AS source, CAST(NULL AS TIMESTAMP) AS end_period_ts,
    CAST(NULL AS NUMERIC) AS yes_bid_open, CAST(NULL AS NUMERIC) AS yes_bid_low, CAST(NULL AS NUMERIC) AS yes_bid_high,
    CAST(NULL AS NUMERIC) AS yes_bid_close, CAST(NULL AS NUMERIC) AS yes_ask_open, CAST(NULL AS NUMERIC) AS yes_ask_low,
    CAST(NULL AS NUMERIC) AS yes_ask_high, CAST(NULL AS NUMERIC) AS yes_ask_close, CAST(NULL AS NUMERIC) AS price_open,
    CAST(NULL AS NUMERIC) AS price_low, CAST(NULL AS NUMERIC) AS price_high, CAST(NULL AS NUMERIC) AS price_close,
    CAST(NULL AS NUMERIC) AS price_mean, CAST(NULL AS NUMERIC) AS price_previous, CAST(NULL AS NUMERIC) AS price_min,
    CAST(NULL AS NUMERIC) AS price_max, CAST(NULL AS NUMERIC) AS volume, CAST(NULL AS NUMERIC) AS open_interest
)
WHERE FALSE;
END;

BEGIN
CREATE OR REPLACE EXTERNAL TABLE DATASET.candlesticks_json (
  slot TIMESTAMP,
  received_at TIMESTAMP,
  source STRING,
  candlesticks JSON
)
WITH PARTITION COLUMNS (ticker STRING, date DATE)
OPTIONS (
  format = 'NEWLINE_DELIMITED_JSON',
  uris = ['gs://OUTPUT_BUCKET/candlesticks/*'],
  hive_partition_uri_prefix = 'gs://OUTPUT_BUCKET/candlesticks',
  ignore_unknown_values = TRUE,
  max_bad_records = 1000000
);
CREATE OR REPLACE VIEW DATASET.candlesticks_in_shards AS
SELECT
  shard.ticker,
  DATE(TIMESTAMP_SUB(TIMESTAMP_SECONDS(SAFE_CAST(JSON_VALUE(candle.end_period_ts) AS INT64)), INTERVAL 1 SECOND)) AS date,
  shard.slot,
  shard.received_at,
  shard.source,
  TIMESTAMP_SECONDS(SAFE_CAST(JSON_VALUE(candle.end_period_ts) AS INT64)) AS end_period_ts,
  NULLIF(NULLIF(SAFE_CAST(COALESCE(JSON_VALUE(candle.yes_bid.open_dollars), JSON_VALUE(candle.yes_bid.open)) AS NUMERIC), 0), 1) AS yes_bid_open,
  NULLIF(NULLIF(SAFE_CAST(COALESCE(JSON_VALUE(candle.yes_bid.low_dollars), JSON_VALUE(candle.yes_bid.low)) AS NUMERIC), 0), 1) AS yes_bid_low,
  NULLIF(NULLIF(SAFE_CAST(COALESCE(JSON_VALUE(candle.yes_bid.high_dollars), JSON_VALUE(candle.yes_bid.high)) AS NUMERIC), 0), 1) AS yes_bid_high,
  NULLIF(NULLIF(SAFE_CAST(COALESCE(JSON_VALUE(candle.yes_bid.close_dollars), JSON_VALUE(candle.yes_bid.close)) AS NUMERIC), 0), 1) AS yes_bid_close,
  NULLIF(NULLIF(SAFE_CAST(COALESCE(JSON_VALUE(candle.yes_ask.open_dollars), JSON_VALUE(candle.yes_ask.open)) AS NUMERIC), 0), 1) AS yes_ask_open,
  NULLIF(NULLIF(SAFE_CAST(COALESCE(JSON_VALUE(candle.yes_ask.low_dollars), JSON_VALUE(candle.yes_ask.low)) AS NUMERIC), 0), 1) AS yes_ask_low,
  NULLIF(NULLIF(SAFE_CAST(COALESCE(JSON_VALUE(candle.yes_ask.high_dollars), JSON_VALUE(candle.yes_ask.high)) AS NUMERIC), 0), 1) AS yes_ask_high,
  NULLIF(NULLIF(SAFE_CAST(COALESCE(JSON_VALUE(candle.yes_ask.close_dollars), JSON_VALUE(candle.yes_ask.close)) AS NUMERIC), 0), 1) AS yes_ask_close,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.price.open_dollars), JSON_VALUE(candle.price.open)) AS NUMERIC) AS price_open,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.price.low_dollars), JSON_VALUE(candle.price.low)) AS NUMERIC) AS price_low,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.price.high_dollars), JSON_VALUE(candle.price.high)) AS NUMERIC) AS price_high,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.price.close_dollars), JSON_VALUE(candle.price.close)) AS NUMERIC) AS price_close,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.price.mean_dollars), JSON_VALUE(candle.price.mean)) AS NUMERIC) AS price_mean,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.price.previous_dollars), JSON_VALUE(candle.price.previous)) AS NUMERIC) AS price_previous,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.price.min_dollars), JSON_VALUE(candle.price.min)) AS NUMERIC) AS price_min,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.price.max_dollars), JSON_VALUE(candle.price.max)) AS NUMERIC) AS price_max,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.volume_fp), JSON_VALUE(candle.volume)) AS NUMERIC) AS volume,
  SAFE_CAST(COALESCE(JSON_VALUE(candle.open_interest_fp), JSON_VALUE(candle.open_interest)) AS NUMERIC) AS open_interest
FROM DATASET.candlesticks_json AS shard, UNNEST(JSON_QUERY_ARRAY(shard.candlesticks)) AS candle
WHERE shard.date >= DATE 'FIRST_OPEN_DAY'
  AND NOT EXISTS (
    SELECT 1 FROM DATASET.made WHERE made.name = 'candlesticks' AND made.date = DATE(TIMESTAMP_SUB(shard.slot, INTERVAL 1 SECOND)) AND made.slot >= shard.slot
  )
QUALIFY ROW_NUMBER() OVER (PARTITION BY ticker, end_period_ts ORDER BY received_at DESC) = 1;
ASSERT (SELECT COUNT(*) FROM DATASET.candlesticks_in_shards) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.candlesticks_in_shards AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS ticker, CAST(NULL AS DATE) AS date, CAST(NULL AS TIMESTAMP) AS slot,
    CAST(NULL AS TIMESTAMP) AS received_at, CAST(NULL AS STRING) AS source, CAST(NULL AS TIMESTAMP) AS end_period_ts,
    CAST(NULL AS NUMERIC) AS yes_bid_open, CAST(NULL AS NUMERIC) AS yes_bid_low, CAST(NULL AS NUMERIC) AS yes_bid_high,
    CAST(NULL AS NUMERIC) AS yes_bid_close, CAST(NULL AS NUMERIC) AS yes_ask_open, CAST(NULL AS NUMERIC) AS yes_ask_low,
    CAST(NULL AS NUMERIC) AS yes_ask_high, CAST(NULL AS NUMERIC) AS yes_ask_close, CAST(NULL AS NUMERIC) AS price_open,
    CAST(NULL AS NUMERIC) AS price_low, CAST(NULL AS NUMERIC) AS price_high, CAST(NULL AS NUMERIC) AS price_close,
    CAST(NULL AS NUMERIC) AS price_mean, CAST(NULL AS NUMERIC) AS price_previous, CAST(NULL AS NUMERIC) AS price_min,
    CAST(NULL AS NUMERIC) AS price_max, CAST(NULL AS NUMERIC) AS volume, CAST(NULL AS NUMERIC) AS open_interest
)
WHERE FALSE;
END;

-- One row per market and minute in which something changed.
CREATE OR REPLACE VIEW DATASET.candles_1m AS
SELECT * FROM DATASET.candlesticks_in_tables
UNION ALL
SELECT * FROM DATASET.candlesticks_in_shards AS shard
WHERE NOT EXISTS (
  SELECT 1 FROM DATASET.candlesticks_in_tables AS made
  WHERE made.date >= DATE_SUB(DATE 'FIRST_OPEN_DAY', INTERVAL 1 DAY)
    AND made.ticker = shard.ticker AND made.date = shard.date AND made.end_period_ts = shard.end_period_ts
);

-- The windows that finished runs asked Kalshi for, of each market. A market whose window has no receipt was not asked for.
BEGIN
CREATE OR REPLACE EXTERNAL TABLE DATASET.receipts (
  path STRING,
  ticker STRING
)
OPTIONS (
  format = 'NEWLINE_DELIMITED_JSON',
  uris = ['gs://OUTPUT_BUCKET/runs/*/shards.ndjson'],
  ignore_unknown_values = TRUE,
  max_bad_records = 1000000
);
CREATE OR REPLACE VIEW DATASET.asked AS
SELECT DISTINCT
  receipt.ticker,
  SAFE_CAST(JSON_VALUE(asked.`from`) AS TIMESTAMP) AS from_time,
  SAFE_CAST(JSON_VALUE(asked.`to`) AS TIMESTAMP) AS to_time
FROM (
  SELECT
    ticker,
    REGEXP_EXTRACT(_FILE_NAME, r'([^/]+)/shards\.ndjson$') AS run,
    SAFE.PARSE_TIMESTAMP('%Y%m%dT%H%M%SZ', REGEXP_EXTRACT(path, r'(\d{8}T\d{6}Z)\.json$')) AS slot
  FROM DATASET.receipts
  WHERE path LIKE 'candlesticks/%'
) AS receipt
JOIN (SELECT run, asked FROM DATASET.run_summaries, UNNEST(JSON_QUERY_ARRAY(windows)) AS asked) AS summary
  ON summary.run = receipt.run AND SAFE_CAST(JSON_VALUE(asked.slot) AS TIMESTAMP) = receipt.slot;
ASSERT (SELECT COUNT(*) FROM DATASET.asked) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.asked AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS ticker, CAST(NULL AS TIMESTAMP) AS from_time, CAST(NULL AS TIMESTAMP) AS to_time
)
WHERE FALSE;
END;

-- The same on the full grid of minutes, from the first candle on, as long as the market is open. A minute without a candle repeats the last
-- quotes and open interest, and has no trade. It is filled only if a run asked for it: where data is missing, no row is. Filter by ticker.
CREATE OR REPLACE VIEW DATASET.candles_1m_filled AS
WITH minutes AS (
  SELECT DISTINCT ticker, end_period_ts
  FROM DATASET.asked, UNNEST(GENERATE_TIMESTAMP_ARRAY(TIMESTAMP_ADD(from_time, INTERVAL 1 MINUTE), to_time, INTERVAL 1 MINUTE))
    AS end_period_ts
),
known AS (
  SELECT ticker, end_period_ts
  FROM minutes
  LEFT JOIN (SELECT ticker, close_time FROM DATASET.last_state) USING (ticker)
  WHERE close_time IS NULL OR end_period_ts < TIMESTAMP_ADD(close_time, INTERVAL 1 MINUTE)
),
grid AS (
  SELECT
    * EXCEPT (date, slot, received_at, source),
    slot IS NULL AS is_filled,
    ROW_NUMBER() OVER (PARTITION BY ticker ORDER BY end_period_ts) AS number
  FROM (SELECT ticker, end_period_ts FROM known UNION DISTINCT SELECT ticker, end_period_ts FROM DATASET.candles_1m)
  LEFT JOIN DATASET.candles_1m USING (ticker, end_period_ts)
),
-- A stretch is a time without a gap: what was known before a gap does not hold after it.
stretches AS (
  SELECT *, TIMESTAMP_SUB(end_period_ts, INTERVAL number MINUTE) AS stretch FROM grid
),
numbered AS (
  SELECT *, COUNTIF(NOT is_filled) OVER (PARTITION BY ticker, stretch ORDER BY end_period_ts) AS candle FROM stretches
)
SELECT
  ticker,
  DATE(TIMESTAMP_SUB(end_period_ts, INTERVAL 1 SECOND)) AS date,
  end_period_ts,
  is_filled,
  CASE WHEN is_filled THEN FIRST_VALUE(yes_bid_close) OVER carried ELSE yes_bid_open END AS yes_bid_open,
  CASE WHEN is_filled THEN FIRST_VALUE(yes_bid_close) OVER carried ELSE yes_bid_low END AS yes_bid_low,
  CASE WHEN is_filled THEN FIRST_VALUE(yes_bid_close) OVER carried ELSE yes_bid_high END AS yes_bid_high,
  FIRST_VALUE(yes_bid_close) OVER carried AS yes_bid_close,
  CASE WHEN is_filled THEN FIRST_VALUE(yes_ask_close) OVER carried ELSE yes_ask_open END AS yes_ask_open,
  CASE WHEN is_filled THEN FIRST_VALUE(yes_ask_close) OVER carried ELSE yes_ask_low END AS yes_ask_low,
  CASE WHEN is_filled THEN FIRST_VALUE(yes_ask_close) OVER carried ELSE yes_ask_high END AS yes_ask_high,
  FIRST_VALUE(yes_ask_close) OVER carried AS yes_ask_close,
  price_open,
  price_low,
  price_high,
  price_close,
  price_mean,
  CASE WHEN is_filled THEN FIRST_VALUE(COALESCE(price_close, price_previous)) OVER carried ELSE price_previous END AS price_previous,
  CASE WHEN is_filled THEN 0 ELSE volume END AS volume,
  FIRST_VALUE(open_interest) OVER carried AS open_interest
FROM numbered
WHERE candle > 0
WINDOW carried AS (PARTITION BY ticker, stretch, candle ORDER BY end_period_ts);

-- Trades.
BEGIN
CREATE OR REPLACE EXTERNAL TABLE DATASET.trades_parquet (
  ticker STRING, slot TIMESTAMP, received_at TIMESTAMP, source STRING, trade_id STRING, created_time TIMESTAMP,
  yes_price NUMERIC, no_price NUMERIC, count NUMERIC, taker_side STRING, taker_outcome_side STRING, taker_book_side STRING,
  is_block_trade BOOL
)
WITH PARTITION COLUMNS (date DATE)
OPTIONS (
  format = 'PARQUET',
  uris = ['gs://OUTPUT_BUCKET/tables/trades/*.parquet'],
  hive_partition_uri_prefix = 'gs://OUTPUT_BUCKET/tables/trades'
);
CREATE OR REPLACE VIEW DATASET.trades_in_tables AS
SELECT
  ticker, date, slot, received_at, source, trade_id, created_time, yes_price, no_price, count, taker_side, taker_outcome_side,
  taker_book_side, is_block_trade
FROM DATASET.trades_parquet
WHERE _FILE_NAME IN (SELECT path FROM DATASET.complete_files);
ASSERT (SELECT COUNT(*) FROM DATASET.trades_in_tables) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.trades_in_tables AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS ticker, CAST(NULL AS DATE) AS date, CAST(NULL AS TIMESTAMP) AS slot,
    CAST(NULL AS TIMESTAMP) AS received_at, CAST(NULL AS STRING) AS source, CAST(NULL AS STRING) AS trade_id,
    CAST(NULL AS TIMESTAMP) AS created_time, CAST(NULL AS NUMERIC) AS yes_price, CAST(NULL AS NUMERIC) AS no_price,
    CAST(NULL AS NUMERIC) AS count, CAST(NULL AS STRING) AS taker_side, CAST(NULL AS STRING) AS taker_outcome_side,
    CAST(NULL AS STRING) AS taker_book_side, CAST(NULL AS BOOL) AS is_block_trade
)
WHERE FALSE;
END;

BEGIN
CREATE OR REPLACE EXTERNAL TABLE DATASET.trades_json (
  slot TIMESTAMP,
  received_at TIMESTAMP,
  source STRING,
  trades JSON
)
WITH PARTITION COLUMNS (ticker STRING, date DATE)
OPTIONS (
  format = 'NEWLINE_DELIMITED_JSON',
  uris = ['gs://OUTPUT_BUCKET/trades/*'],
  hive_partition_uri_prefix = 'gs://OUTPUT_BUCKET/trades',
  ignore_unknown_values = TRUE,
  max_bad_records = 1000000
);
CREATE OR REPLACE VIEW DATASET.trades_in_shards AS
SELECT
  shard.ticker,
  DATE(COALESCE(SAFE_CAST(JSON_VALUE(trade.created_time) AS TIMESTAMP), TIMESTAMP_SUB(shard.slot, INTERVAL 1 SECOND))) AS date,
  shard.slot,
  shard.received_at,
  shard.source,
  NULLIF(JSON_VALUE(trade.trade_id), '') AS trade_id,
  SAFE_CAST(JSON_VALUE(trade.created_time) AS TIMESTAMP) AS created_time,
  SAFE_CAST(JSON_VALUE(trade.yes_price_dollars) AS NUMERIC) AS yes_price,
  SAFE_CAST(JSON_VALUE(trade.no_price_dollars) AS NUMERIC) AS no_price,
  SAFE_CAST(JSON_VALUE(trade.count_fp) AS NUMERIC) AS count,
  NULLIF(JSON_VALUE(trade.taker_side), '') AS taker_side,
  NULLIF(JSON_VALUE(trade.taker_outcome_side), '') AS taker_outcome_side,
  NULLIF(JSON_VALUE(trade.taker_book_side), '') AS taker_book_side,
  SAFE_CAST(JSON_VALUE(trade.is_block_trade) AS BOOL) AS is_block_trade
FROM DATASET.trades_json AS shard, UNNEST(JSON_QUERY_ARRAY(shard.trades)) AS trade
WHERE shard.date >= DATE 'FIRST_OPEN_DAY'
  AND NOT EXISTS (
    SELECT 1 FROM DATASET.made WHERE made.name = 'trades' AND made.date = DATE(TIMESTAMP_SUB(shard.slot, INTERVAL 1 SECOND)) AND made.slot >= shard.slot
  )
QUALIFY trade_id IS NULL OR ROW_NUMBER() OVER (PARTITION BY ticker, trade_id ORDER BY received_at DESC) = 1;
ASSERT (SELECT COUNT(*) FROM DATASET.trades_in_shards) >= 0;
EXCEPTION WHEN ERROR THEN
CREATE OR REPLACE VIEW DATASET.trades_in_shards AS
SELECT * FROM (
  SELECT
    CAST(NULL AS STRING) AS ticker, CAST(NULL AS DATE) AS date, CAST(NULL AS TIMESTAMP) AS slot,
    CAST(NULL AS TIMESTAMP) AS received_at, CAST(NULL AS STRING) AS source, CAST(NULL AS STRING) AS trade_id,
    CAST(NULL AS TIMESTAMP) AS created_time, CAST(NULL AS NUMERIC) AS yes_price, CAST(NULL AS NUMERIC) AS no_price,
    CAST(NULL AS NUMERIC) AS count, CAST(NULL AS STRING) AS taker_side, CAST(NULL AS STRING) AS taker_outcome_side,
    CAST(NULL AS STRING) AS taker_book_side, CAST(NULL AS BOOL) AS is_block_trade
)
WHERE FALSE;
END;

-- One row per trade.
CREATE OR REPLACE VIEW DATASET.trades AS
SELECT * FROM DATASET.trades_in_tables
UNION ALL
SELECT * FROM DATASET.trades_in_shards AS shard
WHERE NOT EXISTS (
  SELECT 1 FROM DATASET.trades_in_tables AS made
  WHERE made.date >= DATE_SUB(DATE 'FIRST_OPEN_DAY', INTERVAL 1 DAY)
    AND made.ticker = shard.ticker AND made.date = shard.date AND made.trade_id = shard.trade_id
);

-- One row per market and day: the middle of bid and ask at its first and its last moment of the day with both, from snapshots and candles.
CREATE OR REPLACE VIEW DATASET.movers AS
WITH moments AS (
  SELECT ticker, date, event_ticker, received_at AS moment, (yes_bid + yes_ask) / 2 AS mid, CAST(NULL AS NUMERIC) AS volume
  FROM DATASET.prices
  UNION ALL
  SELECT ticker, date, NULL, end_period_ts, (yes_bid_close + yes_ask_close) / 2, volume FROM DATASET.candles_1m
),
days AS (
  SELECT
    date,
    ticker,
    MAX(event_ticker) AS event_ticker,
    MIN(IF(mid IS NULL, NULL, moment)) AS first_at,
    ARRAY_AGG(mid IGNORE NULLS ORDER BY moment ASC LIMIT 1)[SAFE_OFFSET(0)] AS first_mid,
    MAX(IF(mid IS NULL, NULL, moment)) AS last_at,
    ARRAY_AGG(mid IGNORE NULLS ORDER BY moment DESC LIMIT 1)[SAFE_OFFSET(0)] AS last_mid,
    MIN(mid) AS low_mid,
    MAX(mid) AS high_mid,
    SUM(volume) AS volume
  FROM moments
  GROUP BY date, ticker
)
SELECT date, ticker, event_ticker, first_at, first_mid, last_at, last_mid, last_mid - first_mid AS move, low_mid, high_mid, volume
FROM days
WHERE first_at < last_at;
