#!/usr/bin/env bash
# Deploys the pipeline to Dataflow, with a schedule. Run it again after any change: it updates existing resources.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'END'
usage: cloud/deploy.sh [flags]    flags override cloud/settings.env (see settings.env.example)

  --project=ID              required
  --region=REGION           required
  --output-bucket=NAME      required; bucket for market_data/ and runs/
  --work-bucket=NAME        required; bucket for template, ticker file, staging and temp
  --tickers=FILE            ticker file to upload (default: the repository's tickers.txt)
  --interval=DURATION       time between runs (default: PT2H)
  --parameter=NAME=VALUE    another flag of the pipeline, without its dashes; can be given more than once
  --key-id-file=FILE        store Kalshi's key id in the secret prod-keyid
  --private-key-file=FILE   store Kalshi's private key in the secret prod-keyfile
  --subnetwork=PATH         regions/REGION/subnetworks/NAME, if the project has no default network
  --no-public-ips           workers without public addresses; requires Cloud NAT and Private Google Access
  --alert-email=ADDRESS     address for alerts; required, unless you use --no-alerts
  --no-alerts               do not create or change alerts
  --jar=FILE                use this jar (default: build one with Maven)
  --settings=FILE           use this file in place of cloud/settings.env
  --dry-run                 show the commands, but do not run them
END
}

read_settings "$@"
alerts=true
jar=
more=()
for arg in ${rest[@]+"${rest[@]}"}; do
  case $arg in
    --tickers=*) TICKERS=${arg#*=} ;;
    --parameter=*) more+=("${arg#*=}") ;;
    --key-id-file=*) KEY_ID_FILE=${arg#*=} ;;
    --private-key-file=*) PRIVATE_KEY_FILE=${arg#*=} ;;
    --alert-email=*) ALERT_EMAIL=${arg#*=} ;;
    --no-alerts) alerts=false ;;
    --jar=*) jar=${arg#*=} ;;
    *) die "unknown flag $arg; --help lists the flags" ;;
  esac
done
check_settings
read_interval
base_parameters "gs://$WORK_BUCKET/tickers/tickers.txt"
for arg in ${more[@]+"${more[@]}"}; do
  [[ $arg != slot=* ]] || die "parameter $arg: every scheduled run would write the same slot; use cloud/run.sh --slot=... for one run"
  set_parameter "$arg"
done
case ${TICKERS:=tickers.txt} in
  /*) ;;
  *) [ -f "$TICKERS" ] || TICKERS=$root/$TICKERS ;;
esac
require_tickers "$TICKERS"
for file in "$KEY_ID_FILE" "$PRIVATE_KEY_FILE"; do
  [ -z "$file" ] || require_line "$file" '[^[:space:]]' key
done
for file in "$root/Dockerfile" "$root/metadata.json" "$jar"; do
  [ -z "$file" ] || [ -f "$file" ] || die "file not found: $file"
done
if $alerts; then
  [ -n "$ALERT_EMAIL" ] ||
    die "ALERT_EMAIL is not set: use --alert-email=..., or --no-alerts to deploy without alerts"
  require ALERT_EMAIL "$ALERT_EMAIL" '[^@[:space:]"\\,=]+@[^@[:space:]"\\,=]+' "an e-mail address, such as someone@example.com"
  can_alert ||
    die "gcloud has no alpha commands, which create the alerts: run gcloud components install alpha, or use --no-alerts"
fi
make_work

enable_services() {
  on_project services enable dataflow.googleapis.com compute.googleapis.com storage.googleapis.com \
    secretmanager.googleapis.com artifactregistry.googleapis.com cloudbuild.googleapis.com \
    cloudscheduler.googleapis.com iam.googleapis.com cloudresourcemanager.googleapis.com logging.googleapis.com \
    monitoring.googleapis.com
}

create_account() {
  exists iam service-accounts describe "$1" ||
    on_project iam service-accounts create "${1%%@*}" --display-name="$2"
}

private=(--uniform-bucket-level-access --public-access-prevention)

# An existing bucket, of this or an earlier design, keeps its name and its content.
ensure_output_bucket() {
  if exists storage buckets describe "gs://$OUTPUT_BUCKET"; then
    on_project storage buckets update "gs://$OUTPUT_BUCKET" "${private[@]}"
  else
    on_project storage buckets create "gs://$OUTPUT_BUCKET" --location="$REGION" "${private[@]}"
  fi
}

# Only files that jobs leave behind are deleted; the template, the ticker file and staged jars stay. There is no soft
# delete: nobody needs the deleted files, and they would be billed for another week.
ensure_work_bucket() {
  exists storage buckets describe "gs://$WORK_BUCKET" ||
    on_project storage buckets create "gs://$WORK_BUCKET" --location="$REGION" "${private[@]}" --soft-delete-duration=0
  cat >"$work/lifecycle.json" <<'END'
{"rule": [{"action": {"type": "Delete"}, "condition": {"age": 14, "matchesPrefix": ["temp/", "staging/template_launches/"]}}]}
END
  show_file lifecycle.json "$work/lifecycle.json"
  on_project storage buckets update "gs://$WORK_BUCKET" "${private[@]}" --lifecycle-file="$work/lifecycle.json"
}

# ensure_secret NAME FILE: adds the file as a new version, unless the newest version has the same content.
ensure_secret() {
  local how="use --key-id-file=... and --private-key-file=..."
  if $dry_run && [ -z "$2" ]; then
    echo "# secret $1: not changed"
    return
  elif ! exists secrets describe "$1"; then
    [ -n "$2" ] || die "secret $1 not found in $PROJECT: $how"
    on_project secrets create "$1" --replication-policy=automatic
  elif [ -z "$2" ]; then
    # An interrupted deployment may have created the secret without a version.
    exists secrets versions describe latest --secret="$1" || die "secret $1 of $PROJECT is empty: $how"
    return
  elif [ "$(query secrets versions access latest --secret="$1" 2>/dev/null || true)" = "$(cat "$2")" ]; then
    return
  fi
  on_project secrets versions add "$1" --data-file="$2"
}

create_repository() {
  exists artifacts repositories describe "$repository" --location="$REGION" ||
    on_project artifacts repositories create "$repository" --location="$REGION" --repository-format=docker
}

# grant ACCOUNT ROLE RESOURCE...: grants a role on one resource. An existing grant stays as it is.
grant() {
  change_with_retry "does not exist" gcloud "${@:3}" --member="serviceAccount:$1" --role="roles/$2" \
    --project="$PROJECT" --quiet
}

grant_roles() {
  local on_project=(projects add-iam-policy-binding "$PROJECT" --condition=None)
  local on_output=(storage buckets add-iam-policy-binding "gs://$OUTPUT_BUCKET")
  local on_work=(storage buckets add-iam-policy-binding "gs://$WORK_BUCKET")
  local on_repository=(artifacts repositories add-iam-policy-binding "$repository" --location="$REGION")

  grant "$launcher" dataflow.developer "${on_project[@]}"
  grant "$launcher" iam.serviceAccountUser iam service-accounts add-iam-policy-binding "$worker"
  grant "$launcher" storage.objectViewer "${on_work[@]}"

  grant "$worker" dataflow.worker "${on_project[@]}"
  # objectCreator may not overwrite or delete, so no bug in the code can change existing objects.
  grant "$worker" storage.objectCreator "${on_output[@]}"
  grant "$worker" storage.objectViewer "${on_output[@]}"
  grant "$worker" storage.objectUser "${on_work[@]}"
  grant "$worker" secretmanager.secretAccessor secrets add-iam-policy-binding "$KEY_ID_SECRET"
  grant "$worker" secretmanager.secretAccessor secrets add-iam-policy-binding "$PRIVATE_KEY_SECRET"
  grant "$worker" artifactregistry.reader "${on_repository[@]}"

  grant "$builder" logging.logWriter "${on_project[@]}"
  grant "$builder" storage.objectViewer "${on_work[@]}"
  grant "$builder" artifactregistry.writer "${on_repository[@]}"
}

build_jar() {
  [ -z "$jar" ] || return 0
  jar=$root/templates/target/$job.jar
  change mvn -B -ntp -q -f "$root/pom.xml" -DskipTests package
}

# The tag is a hash of the jar and the Dockerfile, so an existing image is not built again.
build_image() {
  local tag=CONTENT
  if ! $dry_run; then
    tag=$(cat "$jar" "$root/Dockerfile" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-12)
  fi
  image=$REGION-docker.pkg.dev/$PROJECT/$repository/$job:$tag
  if [ -n "$(query artifacts docker tags list "${image%:*}" --filter="tag:$tag" --format='value(tag)' 2>/dev/null || true)" ]; then
    return
  fi
  if ! $dry_run; then
    mkdir -p "$work/context/templates/target"
    cp "$root/Dockerfile" "$work/context/"
    cp "$jar" "$work/context/templates/target/$job.jar"
  fi
  on_project builds submit "$work/context" --config="$cloud/cloudbuild.yaml" --substitutions="_IMAGE=$image" \
    --region="$REGION" --service-account="projects/$PROJECT/serviceAccounts/$builder" \
    --gcs-source-staging-dir="gs://$WORK_BUCKET/temp/build" --suppress-logs
}

publish_template() {
  on_project storage cp "$TICKERS" "gs://$WORK_BUCKET/tickers/tickers.txt"
  on_project dataflow flex-template build "$template" --image="$image" --sdk-language=JAVA \
    --metadata-file="$root/metadata.json"
}

launch_body() {
  local word separator='' network=''
  [ -z "$SUBNETWORK" ] || network=$'\n    "subnetwork": "'$SUBNETWORK'",'
  [ "$PUBLIC_IPS" = yes ] || network+=$'\n    "ipConfiguration": "WORKER_IP_PRIVATE",'
  cat <<END
{"launchParameter": {
  "jobName": "$job",
  "containerSpecGcsPath": "$template",
  "parameters": {
END
  for word in "${parameters[@]}"; do
    printf '%s    "%s": "%s"' "$separator" "${word%%=*}" "${word#*=}"
    separator=$',\n'
  done
  cat <<END

  },
  "environment": {
    "numWorkers": 1,
    "maxWorkers": 1,
    "machineType": "$machine_type",
    "serviceAccountEmail": "$worker",$network
    "tempLocation": "gs://$WORK_BUCKET/temp",
    "stagingLocation": "gs://$WORK_BUCKET/staging",
    "additionalExperiments": ["$wall_time"]
  }
}}
END
}

# No retries: a launch while the previous run is active is refused on purpose.
schedule() {
  local verb=create headers=--headers
  launch_body >"$work/launch.json"
  show_file launch.json "$work/launch.json"
  if exists scheduler jobs describe "$job" --location="$REGION"; then
    verb=update headers=--update-headers
  fi
  on_project scheduler jobs "$verb" http "$job" --location="$REGION" --schedule="$cron" --time-zone=Etc/UTC \
    --uri="https://dataflow.googleapis.com/v1b3/projects/$PROJECT/locations/$REGION/flexTemplates:launch" \
    --http-method=POST "$headers=Content-Type=application/json" --message-body-from-file="$work/launch.json" \
    --oauth-service-account-email="$launcher" \
    --oauth-token-scope=https://www.googleapis.com/auth/cloud-platform \
    --max-retry-attempts=0 --attempt-deadline=180s
}

# ensure_alert INDEX CONDITION STRATEGY: creates or replaces the alert with that display name.
ensure_alert() {
  local display_name=${alert_names[$1]} file=$work/alert-$1.json existing
  cat >"$file" <<END
{
  "displayName": "$display_name",
  "documentation": {"mimeType": "text/markdown", "content": "See the last runs with \`cloud/status.sh\`, and the jobs named $job in Dataflow."},
  "combiner": "OR",
  "conditions": [{"displayName": "$display_name", $2}],
  "alertStrategy": {$3},
  "notificationChannels": ["$channel"]
}
END
  show_file "${file##*/}" "$file"
  existing=$(named "$policies" "$display_name" | head -n 1)
  local create_or_update=(create)
  [ -z "$existing" ] || create_or_update=(update "$existing")
  change_with_retry "Cannot find metric" gcloud alpha monitoring policies "${create_or_update[@]}" --policy-from-file="$file" \
    --project="$PROJECT" --quiet
}

# Sets channel, the notification channel of the alerts. If it has another address, the address is replaced.
ensure_channel() {
  local channels address
  channels=$(list_all alpha monitoring channels list --format='value(name,displayName)')
  channel=$(named "$channels" "$channel_name" | head -n 1)
  if [ -z "$channel" ]; then
    local create=(alpha monitoring channels create --type=email --display-name="$channel_name"
      --channel-labels="email_address=$ALERT_EMAIL")
    if $dry_run; then
      on_project "${create[@]}"
      channel=CHANNEL
    else
      channel=$(query "${create[@]}" --format='value(name)')
    fi
    return
  fi
  address=$(query alpha monitoring channels describe "$channel" --format='value(labels.email_address)')
  [ "$address" = "$ALERT_EMAIL" ] ||
    on_project alpha monitoring channels update "$channel" --update-channel-labels="email_address=$ALERT_EMAIL"
}

alert() {
  local verb=create channel policies
  ! exists logging metrics describe "$run_metric" || verb=update
  on_project logging metrics "$verb" "$run_metric" --description="Scheduled runs that wrote their summary" \
    --log-filter="resource.type=\"dataflow_step\" AND jsonPayload.message=~\"^RUN_SUMMARY slot=.* job=$job verdict=\""

  ensure_channel
  policies=$(list_all alpha monitoring policies list --format='value(name,displayName)')

  ensure_alert 0 '"conditionThreshold": {
    "filter": "resource.type = \"dataflow_job\" AND resource.labels.job_name = \"'"$job"'\" AND metric.type = \"dataflow.googleapis.com/job/is_failed\"",
    "aggregations": [{"alignmentPeriod": "60s", "perSeriesAligner": "ALIGN_MAX", "crossSeriesReducer": "REDUCE_MAX"}],
    "comparison": "COMPARISON_GT", "thresholdValue": 0, "duration": "0s"}' '"autoClose": "1800s"'
  ensure_alert 1 '"conditionMatchedLog": {
    "filter": "resource.type=\"cloud_scheduler_job\" AND resource.labels.job_id=\"'"$job"'\" AND severity>=ERROR"}' \
    '"autoClose": "1800s", "notificationRateLimit": {"period": "3600s"}'
  # Adds up the runs of all jobs over the interval and one hour. Missing data counts as no runs.
  ensure_alert 2 '"conditionThreshold": {
    "filter": "resource.type = \"dataflow_step\" AND metric.type = \"logging.googleapis.com/user/'"$run_metric"'\"",
    "aggregations": [{"alignmentPeriod": "'$((interval_seconds + 3600))'s", "perSeriesAligner": "ALIGN_SUM", "crossSeriesReducer": "REDUCE_SUM"}],
    "comparison": "COMPARISON_LT", "thresholdValue": 1, "duration": "60s",
    "evaluationMissingData": "EVALUATION_MISSING_DATA_ACTIVE"}' '"autoClose": "1800s"'
}

info "Services ..."
enable_services
info "Service accounts, buckets, secrets, image repository ..."
create_account "$launcher" "Launches the Kalshi market data job"
create_account "$worker" "Runs the Kalshi market data job"
create_account "$builder" "Builds the Kalshi market data image"
ensure_output_bucket
ensure_work_bucket
ensure_secret "$KEY_ID_SECRET" "$KEY_ID_FILE"
ensure_secret "$PRIVATE_KEY_SECRET" "$PRIVATE_KEY_FILE"
create_repository
info "Roles ..."
grant_roles
info "Image (a few minutes the first time) ..."
build_jar
build_image
info "Ticker file, template, schedule ..."
publish_template
schedule
if $alerts; then
  info "Alerts ..."
  alert
fi
! $dry_run || { info "Dry run: nothing was changed."; exit; }
info "Done. The schedule is \"$cron\" (UTC). cloud/status.sh shows the last runs; cloud/run.sh starts one now."
