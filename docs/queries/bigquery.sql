-- External tables and views of the output bucket, for BigQuery. The dataset must be in the region of the bucket:
--   bq mk --dataset --location=REGION PROJECT:DATASET
--   sed -e s/OUTPUT_BUCKET/my-bucket/ -e s/DATASET/my_dataset/ docs/queries/bigquery.sql | bq query --project_id=PROJECT --use_legacy_sql=false
-- Nothing is copied: each query reads the files. Filter by ticker, whose folders come first: a date alone spares no listing.
-- An external table has at most 10 million files: 1,000 markets every two hours for two years, or 20,000 for six weeks. For more,
-- or for speed, copy each day once into a table of its own:
--   CREATE TABLE IF NOT EXISTS DATASET.market_data_copy PARTITION BY date CLUSTER BY ticker AS
--     SELECT * FROM DATASET.market_data WHERE FALSE;
--   INSERT INTO DATASET.market_data_copy SELECT * FROM DATASET.market_data WHERE date = '2026-11-22';

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

-- Quotes and last price of each market, per slot, as exact decimals. Orders and trades are above 0 and below 1 dollar. Where a side has no
-- quote, or there was no trade, Kalshi writes 0 or 1: no price, so null here.
CREATE OR REPLACE VIEW DATASET.prices AS
SELECT
  ticker,
  date,
  slot,
  received_at,
  JSON_VALUE(market.event_ticker) AS event_ticker,
  JSON_VALUE(market.status) AS status,
  NULLIF(NULLIF(SAFE_CAST(JSON_VALUE(market.yes_bid_dollars) AS NUMERIC), 0), 1) AS yes_bid,
  NULLIF(NULLIF(SAFE_CAST(JSON_VALUE(market.yes_ask_dollars) AS NUMERIC), 0), 1) AS yes_ask,
  NULLIF(NULLIF(SAFE_CAST(JSON_VALUE(market.last_price_dollars) AS NUMERIC), 0), 1) AS last_price,
  SAFE_CAST(JSON_VALUE(market.volume_fp) AS NUMERIC) AS volume,
  SAFE_CAST(JSON_VALUE(market.open_interest_fp) AS NUMERIC) AS open_interest
FROM DATASET.market_data;

-- The newest observation of every market, by received_at: a slot may have been fetched again later. Prices as in the view prices.
CREATE OR REPLACE VIEW DATASET.last_state AS
SELECT
  ticker,
  slot,
  received_at,
  source,
  JSON_VALUE(market.event_ticker) AS event_ticker,
  JSON_VALUE(market.title) AS title,
  JSON_VALUE(market.status) AS status,
  JSON_VALUE(market.result) AS result,
  SAFE_CAST(JSON_VALUE(market.close_time) AS TIMESTAMP) AS close_time,
  NULLIF(NULLIF(SAFE_CAST(JSON_VALUE(market.yes_bid_dollars) AS NUMERIC), 0), 1) AS yes_bid,
  NULLIF(NULLIF(SAFE_CAST(JSON_VALUE(market.yes_ask_dollars) AS NUMERIC), 0), 1) AS yes_ask,
  NULLIF(NULLIF(SAFE_CAST(JSON_VALUE(market.last_price_dollars) AS NUMERIC), 0), 1) AS last_price,
  market
FROM DATASET.market_data
WHERE TRUE  -- QUALIFY requires a WHERE clause
QUALIFY ROW_NUMBER() OVER (PARTITION BY ticker ORDER BY received_at DESC) = 1;

-- One row per finished run.
CREATE OR REPLACE EXTERNAL TABLE DATASET.run_summaries (
  slot TIMESTAMP,
  job STRING,
  run STRING,
  verdict STRING,
  stopped_by STRING,
  markets JSON,
  misses JSON,
  started_at TIMESTAMP,
  finished_at TIMESTAMP
)
OPTIONS (
  format = 'NEWLINE_DELIMITED_JSON',
  uris = ['gs://OUTPUT_BUCKET/runs/*/summary.json'],
  ignore_unknown_values = TRUE,
  max_bad_records = 1000000
);

CREATE OR REPLACE VIEW DATASET.runs AS
SELECT
  slot,
  job,
  run,
  verdict,
  stopped_by,
  INT64(markets.stored) AS stored,
  INT64(markets.already_there) AS already_there,
  misses,
  started_at,
  finished_at
FROM DATASET.run_summaries;
