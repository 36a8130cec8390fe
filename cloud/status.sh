#!/usr/bin/env bash
# Shows the last runs: slot, verdict and counts, from their summaries.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'END'
usage: cloud/status.sh [flags]

  --days=N                  how many days with runs to look at (2)

  --project=ID --region=REGION --output-bucket=NAME --work-bucket=NAME --settings=FILE --dry-run
                            as in deploy.sh
END
}

read_settings "$@"
days=2
for arg in ${rest[@]+"${rest[@]}"}; do
  case $arg in
    --days=*) days=${arg#*=} ;;
    *) die "$arg is no flag of this script; --help lists them" ;;
  esac
done
check_settings
need DAYS "$days" '[1-9][0-9]*' "a number from 1 on"

runs=gs://$OUTPUT_BUCKET/runs
if $dry_run; then
  show gcloud storage ls "$runs/" --project="$PROJECT"
  show gcloud storage ls "$runs/date=DATE/**" --project="$PROJECT"
  show gcloud storage cat "$runs/date=DATE/RUN/summary.json" --project="$PROJECT"
  say "This was a dry run: nothing was done."
  exit
fi

there storage buckets describe "gs://$OUTPUT_BUCKET" || die "there is no bucket gs://$OUTPUT_BUCKET: cloud/deploy.sh makes it"
dates=$(list_all storage ls "$runs/")
dates=$(grep '/date=' <<<"$dates" | sort | tail -n "$days") || {
  say "There are no runs in $runs yet. One comes on schedule; cloud/run.sh starts one now."
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
[ ${#summaries[@]} -eq 0 ] || texts=$(ask_for storage cat "${summaries[@]}")

# A summary is one line of JSON that this project writes, so its fields are found by their names.
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
