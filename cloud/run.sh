#!/usr/bin/env bash
# Runs the deployed template once, outside the schedule: with another ticker file, or to retry what a run missed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'END'
usage: cloud/run.sh --tickers=FILE [flags]    one run now, with this ticker file, local or gs://
       cloud/run.sh --retry=RUN [flags]       retry the failed.txt of a run; RUN as in status.sh

  --job-name=NAME           default: kalshi-market-data-DATE-TIME, so that it can run next to the scheduled job
  --slot=INSTANT            default: now; with --retry, the run's slot until ten minutes before the next slot.
                            A past slot, or FROM/TO for several, needs --include=candlesticks or trades: prices
                            of that time cannot be had any more
  --budgetShare=FRACTION    default: 0.1, so that the scheduled job keeps its share
  --FLAG=VALUE              any other flag of the pipeline, such as --include=orderbooks

  --project=ID --region=REGION --output-bucket=NAME --work-bucket=NAME --interval=DURATION
  --subnetwork=PATH --no-public-ips --no-key --settings=FILE --dry-run
                            as in deploy.sh
END
}

read_settings "$@"
tickers=
retry=
deadline=
now=$(date -u '+%Y-%m-%d %H:%M:%S')
stamp=${now//[:-]/}
job_name=$job-${stamp/ /-}
flags=()
for arg in ${rest[@]+"${rest[@]}"}; do
  case $arg in
    --tickers=*) tickers=${arg#*=} ;;
    --retry=*) retry=${arg#*=} ;;
    --job-name=*) job_name=${arg#*=} ;;
    --deadline=*) deadline=${arg#*=} flags+=("${arg#--}") ;;
    --parameter=*) die "$arg: must be --${arg#*=}" ;;
    --[a-z]*=*) flags+=("${arg#--}") ;;
    *) unknown_flag "$arg" ;;
  esac
done
check_settings
read_interval
# A run next to the schedule may take longer than the interval, if its deadline says so.
! read_duration "${deadline:-none}" || set_wall_time $((seconds + 1200))
require JOB_NAME "$job_name" '[a-z]([a-z0-9-]*[a-z0-9])?' "a-z, 0-9 and -, starting with a letter"
[[ $job_name != "$job" && $job_name != "$tables_job" ]] || die "--job-name=$job_name: must not be a scheduled job's name, because Dataflow would refuse the scheduled job"

# since_midnight HH:MM:SS: prints seconds.
since_midnight() {
  local hour minute second
  IFS=: read -r hour minute second <<<"${1%Z}"
  echo $((10#$hour * 3600 + 10#$minute * 60 + 10#$second))
}

# is_open SLOT: returns 0 if the next slot is at least ten minutes away, in which the launch reaches the program.
is_open() {
  [ "${now% *}" = "${1%T*}" ] &&
    [ $((($(since_midnight "${now#* }") + 600) / interval_seconds)) -eq $(($(since_midnight "${1#*T}") / interval_seconds)) ]
}

# read_retry RUN: sets tickers to the run's failed.txt, and slot to the run's slot if it is not past, else to now.
read_retry() {
  local run=${1%/} again past='' form='^(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])Z-' folder date
  case $run in
    gs://"$OUTPUT_BUCKET"/runs/*) ;;
    gs://*) die "--retry=$run: must be in gs://$OUTPUT_BUCKET/runs/, in the output bucket of the settings" ;;
  esac
  run=${run##*/}
  [[ $run =~ $form ]] || die "--retry=$1: must be the name of a run, as shown by cloud/status.sh"
  date=${BASH_REMATCH[1]}-${BASH_REMATCH[2]}-${BASH_REMATCH[3]}
  slot=${date}T${BASH_REMATCH[4]}:${BASH_REMATCH[5]}:${BASH_REMATCH[6]}Z
  folder=gs://$OUTPUT_BUCKET/runs/date=$date/$run
  tickers=$folder/failed.txt
  again="cloud/run.sh --tickers=FILE --slot=$slot"
  if ! is_open "$slot"; then
    past="The slot $slot is past, and prices of that time cannot be had any more: the tickers are fetched with --slot=now."
    again="cloud/run.sh --tickers=FILE"
    slot=now
  fi
  if ! exists storage objects describe "$folder/summary.json"; then
    die "$folder has no summary.json: the run has not finished, or does not exist. To fetch its tickers: $again"
  elif ! exists storage objects describe "$tickers" ||
    [ "$(query storage objects describe "$tickers" --format='value(size)')" = 0 ]; then
    info "Nothing to retry: failed.txt of the run $run is empty or does not exist."
    exit
  fi
  [ -z "$past" ] || info "$past"
}

slot=now
if [ -n "$retry" ]; then
  [ -z "$tickers" ] || die "--tickers and --retry cannot be used together: --retry uses the run's failed.txt"
  read_retry "$retry"
elif [ -z "$tickers" ]; then
  die "use --tickers=FILE or --retry=RUN"
fi
local_file=
if [[ $tickers != gs://* ]]; then
  local_file=$(expand_home "$tickers")
  require_tickers "$local_file"
  tickers=gs://$WORK_BUCKET/temp/tickers/$job_name.txt
fi

base_parameters "$tickers"
set_parameter "slot=$slot"
set_parameter budgetShare=0.1
for flag in ${flags[@]+"${flags[@]}"}; do
  set_parameter "$flag"
done
backfill='' include=''
for flag in "${parameters[@]}"; do
  case $flag in
    slot=*/*) backfill=$flag ;;
    slot=2*) is_open "${flag#*=}" || backfill=$flag ;;
    include=*) include=$flag ;;
  esac
done
if [ -n "$backfill" ]; then
  [[ $include =~ candlesticks|trades ]] ||
    die "--$backfill: must be the slot of now, until ten minutes before the next one: prices of another time cannot be had. Use --slot=now, or --include=candlesticks or trades for those alone"
  # A backfill may take a day unless its deadline says otherwise.
  [ -n "$deadline" ] || set_wall_time $((86400 + 1200))
fi
[ -z "$local_file" ] || on_project storage cp "$local_file" "$tickers"
# Values may contain commas, so the separator is a tilde.
joined=$(printf '~%s' "${parameters[@]}")
network=()
[ -z "$SUBNETWORK" ] || network+=(--subnetwork="$SUBNETWORK")
[ "$PUBLIC_IPS" = yes ] || network+=(--disable-public-ips)

on_project dataflow flex-template run "$job_name" --template-file-gcs-location="$template" --region="$REGION" \
  --parameters="^~^${joined#\~}" --num-workers=1 --max-workers=1 --worker-machine-type="$machine_type" \
  --launcher-machine-type="$machine_type" --service-account-email="$worker" --temp-location="gs://$WORK_BUCKET/temp" \
  --staging-location="gs://$WORK_BUCKET/staging" --additional-experiments="$wall_time" ${network[@]+"${network[@]}"}
! $dry_run || { info "Dry run: nothing was changed."; exit; }
info "Launched $job_name. In about ten minutes, cloud/status.sh shows its result."
