#!/usr/bin/env bash
# Shows the last runs: slot, verdict and counts, from their summaries, and how far the tables are.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'END'
usage: cloud/status.sh [flags]

  --days=N                  number of days with runs to show (default: 2)

  --project=ID --region=REGION --output-bucket=NAME --work-bucket=NAME --settings=FILE --dry-run
                            as in deploy.sh
END
}

read_settings "$@"
days=2
for arg in ${rest[@]+"${rest[@]}"}; do
  case $arg in
    --days=*) days=${arg#*=} ;;
    *) unknown_flag "$arg" ;;
  esac
done
check_settings
require DAYS "$days" '[1-9][0-9]{0,3}' "a whole number from 1 to 9999"

runs=gs://$OUTPUT_BUCKET/runs
manifests="gs://$OUTPUT_BUCKET/tables/market_data/date=*/_manifest-*.json"
if $dry_run; then
  show gcloud storage ls "$runs/" --project="$PROJECT"
  show gcloud storage ls "$runs/date=DATE/**" --project="$PROJECT"
  show gcloud storage cat "$runs/date=DATE/RUN/summary.json" --project="$PROJECT"
  show gcloud storage ls "$manifests" --project="$PROJECT"
  info "Dry run: nothing was changed."
  exit
fi

exists storage buckets describe "gs://$OUTPUT_BUCKET" || die "bucket gs://$OUTPUT_BUCKET not found: cloud/deploy.sh creates it"
dates=$(list_all storage ls "$runs/")
dates=$(grep '/date=' <<<"$dates" | sort | tail -n "$days") || {
  info "No runs in $runs yet. The next one is on schedule; cloud/run.sh starts one now."
  exit
}
files=()
for date in $dates; do
  found=$(list_all storage ls "${date}**")
  while read -r file; do
    files+=("$file")
  done <<<"$found"
done
summaries=()
for file in "${files[@]}"; do
  [[ $file != */summary.json ]] || summaries+=("$file")
done
texts=
[ ${#summaries[@]} -eq 0 ] || texts=$(query storage cat "${summaries[@]}")

# A summary is one line of JSON in a known format, so awk can find its fields by name.
{
  printf 'SLOT\tVERDICT\tSTORED\tTHERE\tNOT FOUND\tFAILED\tRUN\n'
  {
    printf '%s\n' "${files[@]}" | sed -n 's|.*/\([^/]*\)/[^/]*$|\1|p' | sort -u
    echo "$texts"
  } | awk '
    function text(name) { return match($0, "\"" name "\":\"[^\"]*\"") ? substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 5) : "?" }
    function count(within, name) {
      return match(within, "\"" name "\":[0-9]+") ? substr(within, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : 0
    }
    function object(name) { return match($0, "\"" name "\":[{][^}]*[}]") ? substr($0, RSTART, RLENGTH) : "" }
    /^[{]/ {
      markets = object("markets"); misses = object("misses"); run = text("run")
      failed = count(misses, "rejected") + count(misses, "malformed") + count(misses, "unavailable") \
        + count(misses, "timed_out") + count(misses, "not_stored")
      line[run] = text("slot") "\t" text("verdict") "\t" count(markets, "stored") "\t" count(markets, "already_there") "\t" \
        count(misses, "not_found") "\t" failed
      next
    }
    NF { names[++n] = $0 }
    END {
      for (i = 1; i <= n; i++) {
        name = names[i]
        slot = substr(name, 1, 4) "-" substr(name, 5, 2) "-" substr(name, 7, 5) ":" substr(name, 12, 2) ":" substr(name, 14, 3)
        print (name in line ? line[name] : slot "\tunfinished\t-\t-\t-\t-") "\t" name
      }
    }'
} | awk -F '\t' '{ printf "%-20s  %-10s  %7s  %7s  %9s  %6s  %s\n", $1, $2, $3, $4, $5, $6, $7 }'

days=$(list_all storage ls "$manifests")
days=$(sed -n 's|.*/date=\([^/]*\)/.*|\1|p' <<<"$days" | sort -u)
[ -z "$days" ] || info "Tables: $(wc -l <<<"$days" | tr -d ' ') days, the last is $(tail -n 1 <<<"$days")."
