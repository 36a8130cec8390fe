-- Views of the pipeline's output, for DuckDB. Run this in the --output folder:
--   duckdb -init PATH/TO/cloud/queries/duckdb.sql
-- To query a bucket, copy it to a folder first: gcloud storage rsync --recursive gs://OUTPUT_BUCKET DIR

-- One row per shard: Kalshi's object as JSON, with its envelope and the two partition keys.
CREATE OR REPLACE VIEW market_data AS
SELECT *
FROM read_json(
  'market_data/*/*/*.json',
  format = 'newline_delimited',
  columns = {
    schema: 'INTEGER', market_ticker: 'VARCHAR', slot: 'TIMESTAMPTZ', requested_at: 'TIMESTAMPTZ',
    received_at: 'TIMESTAMPTZ', api: 'VARCHAR', source: 'VARCHAR', market: 'JSON'
  },
  hive_partitioning = true,
  hive_types = {ticker: VARCHAR, date: DATE}
);

-- Quotes and last price of each market, per slot. Kalshi writes dollars and counts as exact strings; missing fields are null.
CREATE OR REPLACE VIEW prices AS
SELECT
  ticker,
  slot,
  received_at,
  market->>'event_ticker' AS event_ticker,
  market->>'status' AS status,
  TRY_CAST(market->>'yes_bid_dollars' AS DECIMAL(18, 6)) AS yes_bid,
  TRY_CAST(market->>'yes_ask_dollars' AS DECIMAL(18, 6)) AS yes_ask,
  TRY_CAST(market->>'last_price_dollars' AS DECIMAL(18, 6)) AS last_price,
  TRY_CAST(market->>'volume_fp' AS DECIMAL(18, 2)) AS volume,
  TRY_CAST(market->>'open_interest_fp' AS DECIMAL(18, 2)) AS open_interest
FROM market_data;

-- The newest observation of every market, by received_at: a slot may have been fetched again later.
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
  TRY_CAST(market->>'yes_bid_dollars' AS DECIMAL(18, 6)) AS yes_bid,
  TRY_CAST(market->>'yes_ask_dollars' AS DECIMAL(18, 6)) AS yes_ask,
  TRY_CAST(market->>'last_price_dollars' AS DECIMAL(18, 6)) AS last_price,
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
FROM read_json(
  'runs/*/*/summary.json',
  format = 'newline_delimited',
  columns = {
    slot: 'TIMESTAMPTZ', job: 'VARCHAR', run: 'VARCHAR', verdict: 'VARCHAR', stopped_by: 'VARCHAR', markets: 'JSON',
    misses: 'JSON', started_at: 'TIMESTAMPTZ', finished_at: 'TIMESTAMPTZ'
  }
);
