-- Views of the pipeline's output, for DuckDB. Run this in the --output folder:
--   duckdb -init PATH/TO/docs/queries/duckdb.sql
-- To query a bucket, copy it to a folder first: gcloud storage rsync --recursive gs://OUTPUT_BUCKET DIR
--
-- The views read the tables of "./kalshi tables", and the shards that are not in a table yet. Which tables there are is found out when
-- this file is read: start DuckDB again after "tables". What is internal is in the schema "parts".

SET TimeZone = 'UTC';
CREATE SCHEMA IF NOT EXISTS parts;

-- DuckDB fails if no file matches a pattern. Without files, the views are empty; run this again when there are some.
SET VARIABLE no_market_data = NOT EXISTS (FROM glob('market_data/*/*/*.json'));
SET VARIABLE no_candlesticks = NOT EXISTS (FROM glob('candlesticks/*/*/*.json'));
SET VARIABLE no_trades = NOT EXISTS (FROM glob('trades/*/*/*.json'));
SET VARIABLE no_runs = NOT EXISTS (FROM glob('runs/*/*/summary.json'));
SET VARIABLE no_receipts = NOT EXISTS (FROM glob('runs/*/*/shards.ndjson'));
SET VARIABLE no_manifests = NOT EXISTS (FROM glob('tables/*/*/_manifest-*.json'));

-- ---------------------------------------------------------------------------------------------------------------- runs

-- A power cut can leave broken files in a local folder: empty, cut off or full of zero bytes. ignore_errors reads a broken line as a
-- row of nulls; the WHERE clause drops it.
CREATE OR REPLACE MACRO parts.read_runs(files) AS TABLE
SELECT *
FROM read_json(
  files,
  format = 'newline_delimited',
  columns = {
    slot: 'TIMESTAMPTZ', job: 'VARCHAR', run: 'VARCHAR', verdict: 'VARCHAR', stopped_by: 'VARCHAR', markets: 'JSON',
    misses: 'JSON', requests: 'JSON', volume_check: 'JSON', late_seconds: 'DECIMAL(18, 3)', started_at: 'TIMESTAMPTZ',
    finished_at: 'TIMESTAMPTZ', windows: 'STRUCT(slot TIMESTAMPTZ, "from" TIMESTAMPTZ, "to" TIMESTAMPTZ)[]'
  },
  ignore_errors = true
)
WHERE run IS NOT NULL;

CREATE OR REPLACE TABLE parts.no_runs (
  slot TIMESTAMPTZ, job VARCHAR, run VARCHAR, verdict VARCHAR, stopped_by VARCHAR, markets JSON, misses JSON, requests JSON,
  volume_check JSON, late_seconds DECIMAL(18, 3), started_at TIMESTAMPTZ, finished_at TIMESTAMPTZ, windows STRUCT(slot TIMESTAMPTZ, "from" TIMESTAMPTZ, "to" TIMESTAMPTZ)[]
);

CREATE OR REPLACE VIEW parts.runs AS
FROM query(CASE WHEN getvariable('no_runs') THEN 'FROM parts.no_runs' ELSE $$FROM parts.read_runs('runs/*/*/summary.json')$$ END);

-- One row per finished run, with the columns of the table, and misses. It reads the summaries, so the newest runs are in it too.
CREATE OR REPLACE VIEW runs AS
SELECT
  run,
  job,
  slot,
  started_at,
  finished_at,
  verdict,
  stopped_by,
  late_seconds AS seconds_late,
  (markets->>'stored')::BIGINT AS stored,
  (markets->>'already_there')::BIGINT AS already_there,
  coalesce((misses->>'rejected')::BIGINT, 0) + coalesce((misses->>'malformed')::BIGINT, 0)
  + coalesce((misses->>'unavailable')::BIGINT, 0) + coalesce((misses->>'timed_out')::BIGINT, 0)
  + coalesce((misses->>'not_stored')::BIGINT, 0) AS failed,
  (volume_check->>'equal')::BIGINT AS volume_equal,
  (volume_check->>'edges')::BIGINT AS volume_at_edge,
  (volume_check->>'different')::BIGINT AS volume_different,
  (requests->>'total')::BIGINT AS requests,
  (requests->>'retries')::BIGINT AS retries,
  (requests->'by_status'->>'429')::BIGINT AS http_429,
  misses
FROM parts.runs;

-- ----------------------------------------------------------------------------------------- which rows are in a table

CREATE OR REPLACE MACRO parts.read_manifests(files) AS TABLE
SELECT *
FROM read_json(
  files,
  format = 'newline_delimited',
  columns = {"table": 'VARCHAR', date: 'DATE', files: 'STRUCT(path VARCHAR)[]', runs: 'VARCHAR[]'},
  hive_partitioning = false,
  ignore_errors = true
)
WHERE "table" IS NOT NULL;

CREATE OR REPLACE TABLE parts.manifests ("table" VARCHAR, date DATE, files STRUCT(path VARCHAR)[], runs VARCHAR[]);
INSERT INTO parts.manifests
FROM query(CASE WHEN getvariable('no_manifests')
  THEN 'FROM parts.manifests' ELSE $$FROM parts.read_manifests('tables/*/*/_manifest-*.json')$$ END);

-- The files of a table. One that no manifest names is not complete.
CREATE OR REPLACE MACRO parts.files(of) AS (
  SELECT coalesce(list(path), []::VARCHAR[])
  FROM (SELECT unnest(files).path AS path FROM parts.manifests WHERE "table" = of ORDER BY path)
);
SET VARIABLE market_data_files = parts.files('market_data');
SET VARIABLE candlesticks_files = parts.files('candlesticks');
SET VARIABLE trades_files = parts.files('trades');
SET VARIABLE settlements_files = parts.files('settlements');

CREATE OR REPLACE TABLE parts.no_coverage (
  job VARCHAR, dataset VARCHAR, slot TIMESTAMPTZ, window_start TIMESTAMPTZ, window_end TIMESTAMPTZ, slot_interval VARCHAR,
  condition VARCHAR, reason VARCHAR, expected BIGINT, stored BIGINT, "empty" BIGINT, failed BIGINT, late_seconds BIGINT,
  different_volumes BIGINT, recoverable BOOLEAN, known_at TIMESTAMPTZ
);
SET VARIABLE coverage_files = parts.files('coverage');

CREATE OR REPLACE MACRO parts.read_coverage(files) AS TABLE
SELECT
  job, dataset, slot, window_start, window_end, slot_interval, condition, reason, expected, stored, "empty", failed, late_seconds,
  different_volumes, recoverable, known_at
FROM read_parquet(files, hive_partitioning = true);

-- One row per job, dataset and slot, of the days that have tables: "./kalshi coverage" shows the others too.
CREATE OR REPLACE VIEW coverage AS
FROM query(CASE WHEN len(getvariable('coverage_files')) = 0
  THEN 'FROM parts.no_coverage' ELSE $$FROM parts.read_coverage(getvariable('coverage_files'))$$ END)
QUALIFY row_number() OVER (PARTITION BY job, dataset, slot ORDER BY known_at DESC NULLS LAST) = 1;

-- The newest slot of a run whose shards are in the table of a day, by day: yyyyMMdd, and yyyyMMdd'T'HHmmss'Z' as in the name of a shard.
-- A shard of a later slot is not in the table. One of an earlier slot is, or will be in a late-* file: then it is not read from here.
CREATE OR REPLACE MACRO parts.made(of) AS (
  SELECT map_from_entries(coalesce(list((day, slot)), []::STRUCT(day VARCHAR, slot VARCHAR)[]))
  FROM (
    SELECT strftime(date, '%Y%m%d') AS day, max(left(run, 16)) AS slot
    FROM (SELECT date, unnest(runs) AS run FROM parts.manifests WHERE "table" = of)
    GROUP BY ALL
  )
);
SET VARIABLE market_data_made = parts.made('market_data');
SET VARIABLE candlesticks_made = parts.made('candlesticks');
SET VARIABLE trades_made = parts.made('trades');

-- The days whose tables were made before their last slot, so that a shard of a later slot can repeat a row of the table.
CREATE OR REPLACE MACRO parts.unended(made) AS list_transform(
  list_filter(map_entries(made), lambda e: e.value < strftime(strptime(e.key, '%Y%m%d') + INTERVAL 1 DAY, '%Y%m%dT%H%M%SZ')),
  lambda e: strptime(e.key, '%Y%m%d')::DATE
);
SET VARIABLE candlesticks_unended = parts.unended(getvariable('candlesticks_made'));
SET VARIABLE trades_unended = parts.unended(getvariable('trades_made'));

-- The slots of which a run went on after midnight, so that a snapshot can belong to the day after its slot.
SET VARIABLE late_slots = (
  SELECT coalesce(list(DISTINCT strftime(slot AT TIME ZONE 'UTC', '%Y%m%dT%H%M%SZ')), []::VARCHAR[])
  FROM parts.runs
  WHERE (finished_at AT TIME ZONE 'UTC')::DATE > (slot AT TIME ZONE 'UTC')::DATE
);

-- The slot in the name of a shard, as text.
CREATE OR REPLACE MACRO parts.slot_of(file) AS regexp_extract(file, '(\d{8}T\d{6}Z)\.json$', 1);
CREATE OR REPLACE MACRO parts.utc_day(moment) AS (moment AT TIME ZONE 'UTC')::DATE;
-- A window ends at its slot, so that of 00:00 is of the day before.
CREATE OR REPLACE MACRO parts.day_of_window(slot) AS
  strftime(strptime(slot, '%Y%m%dT%H%M%SZ') - INTERVAL 1 SECOND, '%Y%m%d');
CREATE OR REPLACE MACRO parts.is_after(slot, made, day) AS slot > coalesce(made[day], '');

CREATE OR REPLACE MACRO parts.price(text) AS TRY_CAST(text AS DECIMAL(18, 6));
-- Orders are above 0 and below 1 dollar. Where a side has no quote, Kalshi writes 0 or 1: no price, so null here.
CREATE OR REPLACE MACRO parts.quote(text) AS nullif(nullif(TRY_CAST(text AS DECIMAL(18, 6)), 0), 1);
CREATE OR REPLACE MACRO parts.quantity(text) AS TRY_CAST(text AS DECIMAL(18, 2));

-- --------------------------------------------------------------------------------------------------------- snapshots

CREATE OR REPLACE MACRO parts.read_shards(files) AS TABLE
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
  filename = true,
  ignore_errors = true
)
WHERE market IS NOT NULL;

CREATE OR REPLACE TABLE parts.no_shards (
  schema INTEGER, market_ticker VARCHAR, slot TIMESTAMPTZ, requested_at TIMESTAMPTZ, received_at TIMESTAMPTZ, api VARCHAR,
  source VARCHAR, market JSON, date DATE, filename VARCHAR, ticker VARCHAR
);

CREATE OR REPLACE VIEW parts.shards AS
FROM query(CASE WHEN getvariable('no_market_data')
  THEN 'FROM parts.no_shards' ELSE $$FROM parts.read_shards('market_data/*/*/*.json')$$ END);

-- One row per shard: Kalshi's object as JSON, with its envelope and the two partition keys. It reads shards only.
CREATE OR REPLACE VIEW market_data AS
SELECT schema, market_ticker, slot, requested_at, received_at, api, source, market, date, ticker FROM parts.shards;

CREATE OR REPLACE VIEW parts.shard_market_data AS
SELECT
  ticker,
  parts.utc_day(received_at) AS date,
  slot,
  received_at,
  source,
  market->>'event_ticker' AS event_ticker,
  market->>'market_type' AS market_type,
  market->>'title' AS title,
  TRY_CAST(market->>'updated_time' AS TIMESTAMPTZ) AS updated_time,
  TRY_CAST(market->>'open_time' AS TIMESTAMPTZ) AS open_time,
  TRY_CAST(market->>'close_time' AS TIMESTAMPTZ) AS close_time,
  market->>'status' AS status,
  parts.quote(market->>'yes_bid_dollars') AS yes_bid,
  parts.quantity(market->>'yes_bid_size_fp') AS yes_bid_size,
  parts.quote(market->>'yes_ask_dollars') AS yes_ask,
  parts.quantity(market->>'yes_ask_size_fp') AS yes_ask_size,
  parts.quote(market->>'last_price_dollars') AS last_price,
  parts.quantity(market->>'volume_fp') AS volume,
  nullif(market->>'result', '') AS result,
  parts.quantity(market->>'open_interest_fp') AS open_interest,
  parts.price(market->>'settlement_value_dollars') AS settlement_value,
  TRY_CAST(market->>'settlement_ts' AS TIMESTAMPTZ) AS settlement_ts,
  nullif(market->>'expiration_value', '') AS expiration_value,
  market::VARCHAR AS raw
FROM parts.shards
WHERE
  -- Decided by the name of a file, so that no others are read.
  (
    parts.is_after(parts.slot_of(filename), getvariable('market_data_made'), left(parts.slot_of(filename), 8))
    OR list_contains(getvariable('late_slots'), parts.slot_of(filename))
  )
  AND parts.is_after(parts.slot_of(filename), getvariable('market_data_made'), strftime(parts.utc_day(received_at), '%Y%m%d'));

CREATE OR REPLACE TABLE parts.no_market_data AS FROM parts.shard_market_data WHERE false;

CREATE OR REPLACE MACRO parts.read_market_data(files) AS TABLE
SELECT
  ticker, date, slot, received_at, source, event_ticker, market_type, title, updated_time, open_time, close_time, status,
  yes_bid, yes_bid_size, yes_ask, yes_ask_size, last_price, volume, result, open_interest, settlement_value, settlement_ts,
  expiration_value, raw
FROM read_parquet(files, hive_partitioning = true, hive_types = {date: DATE});

CREATE OR REPLACE VIEW parts.snapshots AS
FROM query(CASE WHEN len(getvariable('market_data_files')) = 0
  THEN 'FROM parts.no_market_data' ELSE $$FROM parts.read_market_data(getvariable('market_data_files'))$$ END)
UNION ALL
FROM parts.shard_market_data;

-- Quotes and last price of each market, per slot, as exact decimals. Null where there is no quote, or was no trade. The day is that of
-- received_at.
CREATE OR REPLACE VIEW prices AS
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
FROM parts.snapshots;

-- The newest observation of every market, by received_at: a slot may have been fetched again later. Prices as in the view prices.
CREATE OR REPLACE VIEW last_state AS
SELECT
  ticker,
  slot,
  received_at,
  source,
  event_ticker,
  title,
  status,
  coalesce(result, '') AS result,
  close_time,
  yes_bid,
  yes_ask,
  last_price,
  raw::JSON AS market
FROM parts.snapshots
QUALIFY row_number() OVER (PARTITION BY ticker ORDER BY received_at DESC) = 1;

-- ------------------------------------------------------------------------------------------------------- settlements

-- The newest snapshot that shows the result, and the last quote before the market closed among the snapshots.
CREATE OR REPLACE VIEW parts.shard_settlements AS
SELECT
  ticker,
  parts.utc_day(coalesce(settlement_ts, updated_time, received_at)) AS date,
  slot,
  received_at,
  source,
  coalesce(settlement_ts, updated_time, received_at) AS settled_at,
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
    max_by({yes_bid: yes_bid, yes_ask: yes_ask, received_at: received_at}, received_at) FILTER (
      received_at < close_time AND (yes_bid IS NOT NULL OR yes_ask IS NOT NULL)
    ) OVER (PARTITION BY ticker) AS quote
  FROM parts.shard_market_data
)
WHERE result IS NOT NULL AND (settlement_ts IS NOT NULL OR status = 'finalized')
QUALIFY row_number() OVER (PARTITION BY ticker ORDER BY received_at DESC) = 1;

CREATE OR REPLACE TABLE parts.no_settlements AS FROM parts.shard_settlements WHERE false;

CREATE OR REPLACE MACRO parts.read_settlements(files) AS TABLE
SELECT
  ticker, date, slot, received_at, source, settled_at, last_yes_bid, last_yes_ask, last_quote_at, event_ticker, market_type,
  open_time, close_time, status, last_price, volume, result, open_interest, settlement_value, settlement_ts, expiration_value
FROM read_parquet(files, hive_partitioning = true, hive_types = {date: DATE});

-- One row per market that has settled: its newest result, and the last quote before it closed.
CREATE OR REPLACE VIEW settlements AS
SELECT * REPLACE (
  first_value(last_yes_bid) OVER quotes AS last_yes_bid,
  first_value(last_yes_ask) OVER quotes AS last_yes_ask,
  first_value(last_quote_at) OVER quotes AS last_quote_at
)
FROM (
  FROM query(CASE WHEN len(getvariable('settlements_files')) = 0
    THEN 'FROM parts.no_settlements' ELSE $$FROM parts.read_settlements(getvariable('settlements_files'))$$ END)
  UNION ALL
  FROM parts.shard_settlements
)
WINDOW quotes AS (PARTITION BY ticker ORDER BY last_quote_at DESC NULLS LAST)
QUALIFY row_number() OVER (PARTITION BY ticker ORDER BY received_at DESC) = 1;

-- ------------------------------------------------------------------------------------------------------ candlesticks

-- The historical tier has other names: open for open_dollars, volume for volume_fp.
CREATE OR REPLACE MACRO parts.read_candle_shards(files) AS TABLE
SELECT *
FROM read_json(
  files,
  format = 'newline_delimited',
  columns = {
    slot: 'TIMESTAMPTZ', received_at: 'TIMESTAMPTZ', source: 'VARCHAR',
    candlesticks: 'STRUCT(
      end_period_ts BIGINT,
      yes_bid STRUCT(open_dollars VARCHAR, low_dollars VARCHAR, high_dollars VARCHAR, close_dollars VARCHAR,
        open VARCHAR, low VARCHAR, high VARCHAR, "close" VARCHAR),
      yes_ask STRUCT(open_dollars VARCHAR, low_dollars VARCHAR, high_dollars VARCHAR, close_dollars VARCHAR,
        open VARCHAR, low VARCHAR, high VARCHAR, "close" VARCHAR),
      price STRUCT(open_dollars VARCHAR, low_dollars VARCHAR, high_dollars VARCHAR, close_dollars VARCHAR,
        mean_dollars VARCHAR, previous_dollars VARCHAR, min_dollars VARCHAR, max_dollars VARCHAR,
        open VARCHAR, low VARCHAR, high VARCHAR, "close" VARCHAR, mean VARCHAR, previous VARCHAR, min VARCHAR, max VARCHAR),
      volume_fp VARCHAR, open_interest_fp VARCHAR, volume VARCHAR, open_interest VARCHAR)[]'
  },
  hive_partitioning = true,
  hive_types = {ticker: VARCHAR, date: DATE},
  filename = true,
  ignore_errors = true
)
WHERE
  candlesticks IS NOT NULL
  AND parts.is_after(
    parts.slot_of(filename), getvariable('candlesticks_made'), parts.day_of_window(parts.slot_of(filename)));

CREATE OR REPLACE TABLE parts.no_candlesticks (
  ticker VARCHAR, date DATE, slot TIMESTAMPTZ, received_at TIMESTAMPTZ, source VARCHAR, end_period_ts TIMESTAMPTZ,
  yes_bid_open DECIMAL(18, 6), yes_bid_low DECIMAL(18, 6), yes_bid_high DECIMAL(18, 6), yes_bid_close DECIMAL(18, 6),
  yes_ask_open DECIMAL(18, 6), yes_ask_low DECIMAL(18, 6), yes_ask_high DECIMAL(18, 6), yes_ask_close DECIMAL(18, 6),
  price_open DECIMAL(18, 6), price_low DECIMAL(18, 6), price_high DECIMAL(18, 6), price_close DECIMAL(18, 6),
  price_mean DECIMAL(18, 6), price_previous DECIMAL(18, 6), price_min DECIMAL(18, 6), price_max DECIMAL(18, 6),
  volume DECIMAL(18, 2), open_interest DECIMAL(18, 2)
);

CREATE OR REPLACE MACRO parts.shard_candlesticks(files) AS TABLE
SELECT
  ticker,
  parts.utc_day(to_timestamp(c.end_period_ts) - INTERVAL 1 SECOND) AS date,
  slot,
  received_at,
  source,
  to_timestamp(c.end_period_ts) AS end_period_ts,
  parts.quote(coalesce(c.yes_bid.open_dollars, c.yes_bid.open)) AS yes_bid_open,
  parts.quote(coalesce(c.yes_bid.low_dollars, c.yes_bid.low)) AS yes_bid_low,
  parts.quote(coalesce(c.yes_bid.high_dollars, c.yes_bid.high)) AS yes_bid_high,
  parts.quote(coalesce(c.yes_bid.close_dollars, c.yes_bid."close")) AS yes_bid_close,
  parts.quote(coalesce(c.yes_ask.open_dollars, c.yes_ask.open)) AS yes_ask_open,
  parts.quote(coalesce(c.yes_ask.low_dollars, c.yes_ask.low)) AS yes_ask_low,
  parts.quote(coalesce(c.yes_ask.high_dollars, c.yes_ask.high)) AS yes_ask_high,
  parts.quote(coalesce(c.yes_ask.close_dollars, c.yes_ask."close")) AS yes_ask_close,
  parts.price(coalesce(c.price.open_dollars, c.price.open)) AS price_open,
  parts.price(coalesce(c.price.low_dollars, c.price.low)) AS price_low,
  parts.price(coalesce(c.price.high_dollars, c.price.high)) AS price_high,
  parts.price(coalesce(c.price.close_dollars, c.price."close")) AS price_close,
  parts.price(coalesce(c.price.mean_dollars, c.price.mean)) AS price_mean,
  parts.price(coalesce(c.price.previous_dollars, c.price.previous)) AS price_previous,
  parts.price(coalesce(c.price.min_dollars, c.price.min)) AS price_min,
  parts.price(coalesce(c.price.max_dollars, c.price.max)) AS price_max,
  parts.quantity(coalesce(c.volume_fp, c.volume)) AS volume,
  parts.quantity(coalesce(c.open_interest_fp, c.open_interest)) AS open_interest
FROM (SELECT * EXCLUDE (candlesticks), unnest(candlesticks) AS c FROM parts.read_candle_shards(files))
-- Windows overlap only if a run had --slot=now.
QUALIFY row_number() OVER (PARTITION BY ticker, c.end_period_ts ORDER BY received_at DESC) = 1;

CREATE OR REPLACE MACRO parts.read_candlesticks(files) AS TABLE
SELECT
  ticker, date, slot, received_at, source, end_period_ts, yes_bid_open, yes_bid_low, yes_bid_high, yes_bid_close, yes_ask_open,
  yes_ask_low, yes_ask_high, yes_ask_close, price_open, price_low, price_high, price_close, price_mean, price_previous, price_min,
  price_max, volume, open_interest
FROM read_parquet(files, hive_partitioning = true, hive_types = {date: DATE});

CREATE OR REPLACE VIEW parts.table_candlesticks AS
FROM query(CASE WHEN len(getvariable('candlesticks_files')) = 0
  THEN 'FROM parts.no_candlesticks' ELSE $$FROM parts.read_candlesticks(getvariable('candlesticks_files'))$$ END);

-- One row per market and minute in which something changed.
CREATE OR REPLACE VIEW candles_1m AS
FROM parts.table_candlesticks
UNION ALL
FROM query(CASE WHEN getvariable('no_candlesticks')
  THEN 'FROM parts.no_candlesticks' ELSE $$FROM parts.shard_candlesticks('candlesticks/*/*/*.json')$$ END) AS shard
WHERE NOT EXISTS (
  FROM parts.table_candlesticks AS made
  WHERE list_contains(getvariable('candlesticks_unended'), made.date)
    AND made.ticker = shard.ticker AND made.date = shard.date AND made.end_period_ts = shard.end_period_ts
);

-- The windows that finished runs asked Kalshi for, of each market. A market whose window has no receipt was not asked for.
CREATE OR REPLACE MACRO parts.read_receipts(files) AS TABLE
SELECT
  ticker,
  regexp_extract(filename, '([^/\\]+)[/\\]shards\.ndjson$', 1) AS run,
  strptime(parts.slot_of(path), '%Y%m%dT%H%M%SZ') AT TIME ZONE 'UTC' AS slot
FROM read_json(
  files,
  format = 'newline_delimited',
  columns = {path: 'VARCHAR', ticker: 'VARCHAR'},
  filename = true,
  hive_partitioning = false,
  ignore_errors = true
)
WHERE path LIKE 'candlesticks/%';

CREATE OR REPLACE TABLE parts.no_receipts (ticker VARCHAR, run VARCHAR, slot TIMESTAMPTZ);

CREATE OR REPLACE VIEW parts.asked AS
SELECT DISTINCT receipt.ticker, asked."from", asked."to"
FROM query(CASE WHEN getvariable('no_receipts')
  THEN 'FROM parts.no_receipts' ELSE $$FROM parts.read_receipts('runs/*/*/shards.ndjson')$$ END) AS receipt
JOIN (SELECT run, unnest(windows, recursive := true) FROM (SELECT run, windows FROM parts.runs)) AS asked USING (run, slot);

-- The same on the full grid of minutes, from the first candle on, as long as the market is open. A minute without a candle repeats the last
-- quotes and open interest, and has no trade. It is filled only if a run asked for it: where data is missing, no row is. Filter by ticker.
CREATE OR REPLACE VIEW candles_1m_filled AS
WITH minutes AS (
  SELECT DISTINCT ticker, unnest(generate_series("from" + INTERVAL 1 MINUTE, "to", INTERVAL 1 MINUTE)) AS end_period_ts
  FROM parts.asked
),
known AS (
  SELECT *
  FROM minutes
  LEFT JOIN (SELECT ticker, arg_max(close_time, received_at) AS close_time FROM prices GROUP BY ticker) AS market USING (ticker)
  WHERE close_time IS NULL OR end_period_ts < close_time + INTERVAL 1 MINUTE
),
grid AS (
  -- A stretch is a time without a gap: what was known before a gap does not hold after it.
  SELECT
    * EXCLUDE (date, slot, received_at, source),
    slot IS NULL AS is_filled,
    end_period_ts - INTERVAL 1 MINUTE * row_number() OVER (PARTITION BY ticker ORDER BY end_period_ts) AS stretch
  FROM (SELECT ticker, end_period_ts FROM known UNION SELECT ticker, end_period_ts FROM candles_1m)
  LEFT JOIN candles_1m USING (ticker, end_period_ts)
),
numbered AS (
  SELECT *, count(*) FILTER (NOT is_filled) OVER (PARTITION BY ticker, stretch ORDER BY end_period_ts) AS candle FROM grid
)
SELECT
  ticker,
  parts.utc_day(end_period_ts - INTERVAL 1 SECOND) AS date,
  end_period_ts,
  is_filled,
  CASE WHEN is_filled THEN first_value(yes_bid_close) OVER candle ELSE yes_bid_open END AS yes_bid_open,
  CASE WHEN is_filled THEN first_value(yes_bid_close) OVER candle ELSE yes_bid_low END AS yes_bid_low,
  CASE WHEN is_filled THEN first_value(yes_bid_close) OVER candle ELSE yes_bid_high END AS yes_bid_high,
  first_value(yes_bid_close) OVER candle AS yes_bid_close,
  CASE WHEN is_filled THEN first_value(yes_ask_close) OVER candle ELSE yes_ask_open END AS yes_ask_open,
  CASE WHEN is_filled THEN first_value(yes_ask_close) OVER candle ELSE yes_ask_low END AS yes_ask_low,
  CASE WHEN is_filled THEN first_value(yes_ask_close) OVER candle ELSE yes_ask_high END AS yes_ask_high,
  first_value(yes_ask_close) OVER candle AS yes_ask_close,
  price_open,
  price_low,
  price_high,
  price_close,
  price_mean,
  CASE WHEN is_filled THEN first_value(coalesce(price_close, price_previous)) OVER candle ELSE price_previous END AS price_previous,
  CASE WHEN is_filled THEN 0 ELSE volume END::DECIMAL(18, 2) AS volume,
  first_value(open_interest) OVER candle AS open_interest
FROM numbered
WHERE candle > 0
WINDOW candle AS (PARTITION BY ticker, stretch, candle ORDER BY end_period_ts);

-- ------------------------------------------------------------------------------------------------------------ trades

CREATE OR REPLACE MACRO parts.read_trade_shards(files) AS TABLE
SELECT *
FROM read_json(
  files,
  format = 'newline_delimited',
  columns = {
    slot: 'TIMESTAMPTZ', received_at: 'TIMESTAMPTZ', source: 'VARCHAR',
    trades: 'STRUCT(
      trade_id VARCHAR, created_time VARCHAR, yes_price_dollars VARCHAR, no_price_dollars VARCHAR, count_fp VARCHAR,
      taker_side VARCHAR, taker_outcome_side VARCHAR, taker_book_side VARCHAR, is_block_trade VARCHAR)[]'
  },
  hive_partitioning = true,
  hive_types = {ticker: VARCHAR, date: DATE},
  filename = true,
  ignore_errors = true
)
WHERE
  trades IS NOT NULL
  AND parts.is_after(parts.slot_of(filename), getvariable('trades_made'), parts.day_of_window(parts.slot_of(filename)));

CREATE OR REPLACE TABLE parts.no_trades (
  ticker VARCHAR, date DATE, slot TIMESTAMPTZ, received_at TIMESTAMPTZ, source VARCHAR, trade_id VARCHAR, created_time TIMESTAMPTZ,
  yes_price DECIMAL(18, 6), no_price DECIMAL(18, 6), "count" DECIMAL(18, 2), taker_side VARCHAR, taker_outcome_side VARCHAR,
  taker_book_side VARCHAR, is_block_trade BOOLEAN
);

CREATE OR REPLACE MACRO parts.shard_trades(files) AS TABLE
SELECT
  ticker,
  parts.utc_day(coalesce(TRY_CAST(t.created_time AS TIMESTAMPTZ), slot - INTERVAL 1 SECOND)) AS date,
  slot,
  received_at,
  source,
  nullif(t.trade_id, '') AS trade_id,
  TRY_CAST(t.created_time AS TIMESTAMPTZ) AS created_time,
  parts.price(t.yes_price_dollars) AS yes_price,
  parts.price(t.no_price_dollars) AS no_price,
  parts.quantity(t.count_fp) AS "count",
  nullif(t.taker_side, '') AS taker_side,
  nullif(t.taker_outcome_side, '') AS taker_outcome_side,
  nullif(t.taker_book_side, '') AS taker_book_side,
  TRY_CAST(t.is_block_trade AS BOOLEAN) AS is_block_trade
FROM (SELECT * EXCLUDE (trades), unnest(trades) AS t FROM parts.read_trade_shards(files))
-- Windows overlap only if a run had --slot=now.
QUALIFY t.trade_id IS NULL OR row_number() OVER (PARTITION BY ticker, t.trade_id ORDER BY received_at DESC) = 1;

CREATE OR REPLACE MACRO parts.read_trades(files) AS TABLE
SELECT
  ticker, date, slot, received_at, source, trade_id, created_time, yes_price, no_price, "count", taker_side, taker_outcome_side,
  taker_book_side, is_block_trade
FROM read_parquet(files, hive_partitioning = true, hive_types = {date: DATE});

CREATE OR REPLACE VIEW parts.table_trades AS
FROM query(CASE WHEN len(getvariable('trades_files')) = 0
  THEN 'FROM parts.no_trades' ELSE $$FROM parts.read_trades(getvariable('trades_files'))$$ END);

-- One row per trade.
CREATE OR REPLACE VIEW trades AS
FROM parts.table_trades
UNION ALL
FROM query(CASE WHEN getvariable('no_trades')
  THEN 'FROM parts.no_trades' ELSE $$FROM parts.shard_trades('trades/*/*/*.json')$$ END) AS shard
WHERE NOT EXISTS (
  FROM parts.table_trades AS made
  WHERE list_contains(getvariable('trades_unended'), made.date)
    AND made.ticker = shard.ticker AND made.date = shard.date AND made.trade_id = shard.trade_id
);

-- ------------------------------------------------------------------------------------------------------------ movers

-- One row per market and day: the middle of bid and ask at its first and its last moment of the day with both, from snapshots and candles.
CREATE OR REPLACE VIEW movers AS
WITH moments AS (
  SELECT ticker, date, event_ticker, received_at AS moment, yes_bid, yes_ask, NULL::DECIMAL(18, 2) AS volume FROM prices
  UNION ALL
  SELECT ticker, date, NULL, end_period_ts, yes_bid_close, yes_ask_close, volume FROM candles_1m
),
middles AS (
  SELECT *, ((yes_bid + yes_ask) * 0.5)::DECIMAL(18, 7) AS mid FROM moments
),
days AS (
  SELECT
    date,
    ticker,
    max(event_ticker) AS event_ticker,
    min(moment) FILTER (mid IS NOT NULL) AS first_at,
    min_by(mid, moment) FILTER (mid IS NOT NULL) AS first_mid,
    max(moment) FILTER (mid IS NOT NULL) AS last_at,
    max_by(mid, moment) FILTER (mid IS NOT NULL) AS last_mid,
    min(mid) AS low_mid,
    max(mid) AS high_mid,
    sum(volume)::DECIMAL(18, 2) AS volume
  FROM middles
  GROUP BY date, ticker
)
SELECT date, ticker, event_ticker, first_at, first_mid, last_at, last_mid, last_mid - first_mid AS move, low_mid, high_mid, volume
FROM days
WHERE first_at < last_at;
