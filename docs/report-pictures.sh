#!/usr/bin/env bash
# Makes the pictures of the report in the README, from a demo. Needs chromium, chromedriver, curl, jq and pngcrush.
# Each picture carries the SHA-256 of what makes it: a test compares it, and says when to run this again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

resources=pipeline/tables/src/main/resources/dev/marketdata/kalshi/report
source=$(cat "$resources"/report.{css,ftlh,js} docs/report-pictures.sh | sha256sum | cut -c-64)
work=$(mktemp -d)
chromedriver --port=0 >"$work/driver.log" &
driver=$!
trap 'kill $driver; rm -rf "$work"' EXIT

./kalshi demo --output="$work/demo-output" >"$work/demo.log"
port=$(sed -n 's/.* started successfully on port \([0-9]*\).*/\1/p' "$work/driver.log")

# call PATH [JSON]: prints the value of the response.
call() {
  curl -sSf --max-time 60 ${2:+-H 'Content-Type: application/json' -d "$2"} "http://127.0.0.1:$port/$1" | jq .value
}

session=session/$(call session '{"capabilities":{"alwaysMatch":{"browserName":"chrome","goog:chromeOptions":{"args":
  ["--headless","--no-sandbox","--disable-gpu","--hide-scrollbars","--window-size=1280,2000","--disable-background-networking"]}}}}' | jq -r .sessionId)

# picture NAME SELECTOR [FRAGMENT]: the part of the page that a selector names.
picture() {
  call "$session/url" "{\"url\":\"file://$work/demo-output/report/index.html${3:-}\"}" >/dev/null
  call "$session/execute/async" '{"script":"const done = arguments[0]; (function look() { document.documentElement.dataset.ready ? setTimeout(done, 500) : setTimeout(look, 50); })()","args":[]}' >/dev/null
  element=$(call "$session/element" "{\"using\":\"css selector\",\"value\":\"$2\"}" | jq -r '.[]')
  call "$session/element/$element/screenshot" | jq -r . | base64 -d >"$work/$1.png"
  pngcrush -q -text b source-sha256 "$source" "$work/$1.png" "docs/$1.png"
  call "$session/url" '{"url":"about:blank"}' >/dev/null
}

picture report-market '#market' '#market=KXHIGHNY-26NOV22-T60'
picture report-coverage '#coverage'
