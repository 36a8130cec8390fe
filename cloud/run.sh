#!/usr/bin/env bash
# Runs the deployed template once, beside the schedule: with another ticker file, or again for what a run missed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'END'
usage: cloud/run.sh --tickers=FILE [flags]    a snapshot now, with another ticker file, here or at gs://
       cloud/run.sh --retry=RUN [flags]       a run's failed.txt again, into the same slot; RUN as status.sh shows it

  --job-name=NAME           kalshi-market-data-DATE-TIME unless given, so that it runs beside the scheduled job
  --slot=INSTANT            now unless given; with --retry, the run's slot
  --budgetShare=FRACTION    0.1 unless given, so that the scheduled job keeps its share
  --FLAG=VALUE              any other flag of the pipeline, such as --include=orderbooks

  --project=ID --region=REGION --output-bucket=NAME --work-bucket=NAME --interval=DURATION
  --subnetwork=PATH --no-public-ips --settings=FILE --dry-run
                            as in deploy.sh
END
}

read_settings "$@"
tickers=
retry=
job_name=$job-$(date -u +%Y%m%d-%H%M%S)
flags=()
for arg in ${rest[@]+"${rest[@]}"}; do
  case $arg in
    --tickers=*) tickers=${arg#*=} ;;
    --retry=*) retry=${arg#*=} ;;
    --job-name=*) job_name=${arg#*=} ;;
    --[a-z]*=*) flags+=("${arg#--}") ;;
    *) die "$arg is no flag of this script; --help lists them" ;;
  esac
done
check_settings
read_interval
need JOB_NAME "$job_name" '[a-z]([a-z0-9-]*[a-z0-9])?' "a-z, 0-9 and -, beginning with a letter,"
[ "$job_name" != "$job" ] || die "--job-name=$job is the scheduled job's, which would be refused beside this one"
for flag in ${flags[@]+"${flags[@]}"}; do
  check_parameter "$flag"
done

# Sets tickers and slot to what the run RUN of status.sh left to be done again.
read_retry() {
  local run=${1%/} form='^([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z-' folder date
  case $run in
    gs://"$OUTPUT_BUCKET"/runs/*) ;;
    gs://*) die "--retry=$run does not lie in gs://$OUTPUT_BUCKET/runs/, the output bucket of the settings" ;;
  esac
  run=${run##*/}
  [[ $run =~ $form ]] || die "--retry=$1 is no run; cloud/status.sh shows their names"
  date=${BASH_REMATCH[1]}-${BASH_REMATCH[2]}-${BASH_REMATCH[3]}
  slot=${date}T${BASH_REMATCH[4]}:${BASH_REMATCH[5]}:${BASH_REMATCH[6]}Z
  folder=gs://$OUTPUT_BUCKET/runs/date=$date/$run
  tickers=$folder/failed.txt
  if $dry_run; then
    return
  elif ! there storage objects describe "$folder/summary.json"; then
    die "$folder has no summary.json: the run has not finished, or never was. To do its slot again: cloud/run.sh --tickers=FILE --slot=$slot"
  elif ! there storage objects describe "$tickers" ||
    [ "$(ask_for storage objects describe "$tickers" --format='value(size)')" = 0 ]; then
    say "There is nothing to do again: the run $run missed nothing that is worth it."
    exit
  fi
}

slot=now
if [ -n "$retry" ]; then
  [ -z "$tickers" ] || die "--tickers and --retry exclude each other: a retry brings its run's failed.txt"
  read_retry "$retry"
elif [ -z "$tickers" ]; then
  die "say --tickers=FILE or --retry=RUN"
elif [[ $tickers != gs://* ]]; then
  need_tickers "$tickers"
  on_project storage cp "$tickers" "gs://$WORK_BUCKET/temp/tickers/$job_name.txt"
  tickers=gs://$WORK_BUCKET/temp/tickers/$job_name.txt
fi

base_parameters "$tickers"
set_parameter "slot=$slot"
set_parameter budgetShare=0.1
for flag in ${flags[@]+"${flags[@]}"}; do
  set_parameter "$flag"
done
# Values hold commas, so another sign parts them.
joined=$(printf '~%s' "${parameters[@]}")
network=()
[ -z "$SUBNETWORK" ] || network+=(--subnetwork="$SUBNETWORK")
[ "$PUBLIC_IPS" = yes ] || network+=(--disable-public-ips)

on_project dataflow flex-template run "$job_name" --template-file-gcs-location="$template" --region="$REGION" \
  --parameters="^~^${joined#\~}" --num-workers=1 --max-workers=1 --worker-machine-type="$machine_type" \
  --service-account-email="$worker" --temp-location="gs://$WORK_BUCKET/temp" \
  --staging-location="gs://$WORK_BUCKET/staging" --additional-experiments="$wall_time" ${network[@]+"${network[@]}"}
! $dry_run || { say "This was a dry run: nothing was done."; exit; }
say "Launched $job_name; in about ten minutes cloud/status.sh shows what it did."
