-- Views of the pipeline's output, for DuckDB. Run this in the --output folder:
--   duckdb -init PATH/TO/cloud/queries/duckdb.sql
-- To query a bucket, copy it to a folder first: gcloud storage rsync --recursive gs://OUTPUT_BUCKET DIR

-- DuckDB fails if no file matches a pattern. Without files, the views are empty; run this again when there are some.
SET VARIABLE no_shards = NOT EXISTS (FROM glob('market_data/*/*/*.json'));
SET VARIABLE no_runs = NOT EXISTS (FROM glob('runs/*/*/summary.json'));

-- A power cut can leave broken files in a local folder: empty, cut off or full of zero bytes. ignore_errors reads a broken line as a
-- row of nulls; the WHERE clause drops it.
CREATE OR REPLACE MACRO read_shards(files) AS TABLE
SELECT *
FROM read_json(
  files,
  format = 'newline_delimited',
  columns = {
    schema: 'INTEGER', market_ticker: 'VARCHAR', slot: 'TIMESTAMPTZ', requested_at: 'TIMESTAMPTZ',
    received_at: 'TIMESTAMPTZ', api: 'VARCHAR', source: 'VARCHAR', market: 'JSON'
  },
  hive_partitioning = true,
  hive_types = {ticker: VARCHAR, date: DATE},
  ignore_errors = true
)
WHERE market IS NOT NULL;

CREATE OR REPLACE MACRO read_no_shards() AS TABLE
SELECT
  NULL::INTEGER AS schema, NULL::VARCHAR AS market_ticker, NULL::TIMESTAMPTZ AS slot, NULL::TIMESTAMPTZ AS requested_at,
  NULL::TIMESTAMPTZ AS received_at, NULL::VARCHAR AS api, NULL::VARCHAR AS source, NULL::JSON AS market,
  NULL::DATE AS date, NULL::VARCHAR AS ticker
WHERE false;

CREATE OR REPLACE MACRO read_runs(files) AS TABLE
SELECT *
FROM read_json(
  files,
  format = 'newline_delimited',
  columns = {
    slot: 'TIMESTAMPTZ', job: 'VARCHAR', run: 'VARCHAR', verdict: 'VARCHAR', stopped_by: 'VARCHAR', markets: 'JSON',
    misses: 'JSON', started_at: 'TIMESTAMPTZ', finished_at: 'TIMESTAMPTZ'
  },
  ignore_errors = true
)
WHERE run IS NOT NULL;

CREATE OR REPLACE MACRO read_no_runs() AS TABLE
SELECT
  NULL::TIMESTAMPTZ AS slot, NULL::VARCHAR AS job, NULL::VARCHAR AS run, NULL::VARCHAR AS verdict, NULL::VARCHAR AS stopped_by,
  NULL::JSON AS markets, NULL::JSON AS misses, NULL::TIMESTAMPTZ AS started_at, NULL::TIMESTAMPTZ AS finished_at
WHERE false;

-- One row per shard: Kalshi's object as JSON, with its envelope and the two partition keys.
CREATE OR REPLACE VIEW market_data AS
FROM query(CASE WHEN getvariable('no_shards') THEN 'FROM read_no_shards()' ELSE $$FROM read_shards('market_data/*/*/*.json')$$ END);

-- Quotes and last price of each market, per slot, as exact decimals. Orders and trades are above 0 and below 1 dollar. Where a side has no
-- quote, or there was no trade, Kalshi writes 0 or 1: no price, so null here.
CREATE OR REPLACE VIEW prices AS
SELECT
  ticker,
  slot,
  received_at,
  market->>'event_ticker' AS event_ticker,
  market->>'status' AS status,
  nullif(nullif(TRY_CAST(market->>'yes_bid_dollars' AS DECIMAL(18, 6)), 0), 1) AS yes_bid,
  nullif(nullif(TRY_CAST(market->>'yes_ask_dollars' AS DECIMAL(18, 6)), 0), 1) AS yes_ask,
  nullif(nullif(TRY_CAST(market->>'last_price_dollars' AS DECIMAL(18, 6)), 0), 1) AS last_price,
  TRY_CAST(market->>'volume_fp' AS DECIMAL(18, 2)) AS volume,
  TRY_CAST(market->>'open_interest_fp' AS DECIMAL(18, 2)) AS open_interest
FROM market_data;

-- The newest observation of every market, by received_at: a slot may have been fetched again later. Prices as in the view prices.
CREATE OR REPLACE VIEW last_state AS
SELECT
  ticker,
  slot,
  received_at,
  source,
  market->>'event_ticker' AS event_ticker,
  market->>'title' AS title,
  market->>'status' AS status,
  market->>'result' AS result,
  TRY_CAST(market->>'close_time' AS TIMESTAMPTZ) AS close_time,
  nullif(nullif(TRY_CAST(market->>'yes_bid_dollars' AS DECIMAL(18, 6)), 0), 1) AS yes_bid,
  nullif(nullif(TRY_CAST(market->>'yes_ask_dollars' AS DECIMAL(18, 6)), 0), 1) AS yes_ask,
  nullif(nullif(TRY_CAST(market->>'last_price_dollars' AS DECIMAL(18, 6)), 0), 1) AS last_price,
  market
FROM market_data
QUALIFY row_number() OVER (PARTITION BY ticker ORDER BY received_at DESC) = 1;

-- One row per finished run.
CREATE OR REPLACE VIEW runs AS
SELECT
  slot,
  job,
  run,
  verdict,
  stopped_by,
  (markets->>'stored')::BIGINT AS stored,
  (markets->>'already_there')::BIGINT AS already_there,
  misses,
  started_at,
  finished_at
FROM query(CASE WHEN getvariable('no_runs') THEN 'FROM read_no_runs()' ELSE $$FROM read_runs('runs/*/*/summary.json')$$ END);
