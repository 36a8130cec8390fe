#!/usr/bin/env bash
# Puts the pipeline on Dataflow, launched on schedule. Run it again after any change: what is there is updated.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'END'
usage: cloud/deploy.sh [flags]    flags win over cloud/settings.env (see settings.env.example)

  --project=ID              needed
  --region=REGION           needed
  --output-bucket=NAME      needed; where market_data/ and runs/ go
  --work-bucket=NAME        needed; template, ticker file, staging and temp
  --tickers=FILE            ticker file to upload (the repository's tickers.txt)
  --interval=DURATION       time between runs (PT2H)
  --parameter=NAME=VALUE    a further flag of the pipeline, without its dashes; may be repeated
  --key-id-file=FILE        put Kalshi's key id into the secret prod-keyid
  --private-key-file=FILE   put Kalshi's private key into the secret prod-keyfile
  --subnetwork=PATH         regions/REGION/subnetworks/NAME, where there is no default network
  --no-public-ips           workers have no address of their own; needs Cloud NAT and Private Google Access
  --alert-email=ADDRESS     who is told of failures; needed, or say --no-alerts
  --no-alerts               leave alerts alone
  --jar=FILE                use this jar; without it, Maven builds one
  --settings=FILE           instead of cloud/settings.env
  --dry-run                 show the commands, run none
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
    *) die "$arg is no flag of this script; --help lists them" ;;
  esac
done
check_settings
read_interval
base_parameters "gs://$WORK_BUCKET/tickers/tickers.txt"
for arg in ${more[@]+"${more[@]}"}; do
  [[ $arg != slot=* ]] || die "the parameter $arg: every scheduled run would write that one slot; cloud/run.sh takes --slot"
  set_parameter "$arg"
done
case ${TICKERS:=tickers.txt} in
  /*) ;;
  *) [ -f "$TICKERS" ] || TICKERS=$root/$TICKERS ;;
esac
need_tickers "$TICKERS"
for file in "$KEY_ID_FILE" "$PRIVATE_KEY_FILE"; do
  [ -z "$file" ] || need_text "$file" '[^[:space:]]' key
done
for file in "$root/Dockerfile" "$root/metadata.json" "$jar"; do
  [ -z "$file" ] || [ -f "$file" ] || die "there is no file $file"
done
if $alerts; then
  [ -n "$ALERT_EMAIL" ] ||
    die "ALERT_EMAIL is not set: say --alert-email=..., or --no-alerts if nobody is to be told of failures"
  need ALERT_EMAIL "$ALERT_EMAIL" '[^@[:space:]"\\,=]+@[^@[:space:]"\\,=]+' "an address such as someone@example.com"
  can_alert ||
    die "gcloud lacks its alpha part, which makes the alerts: gcloud components install alpha; or say --no-alerts"
fi
make_work

enable_services() {
  on_project services enable dataflow.googleapis.com compute.googleapis.com storage.googleapis.com \
    secretmanager.googleapis.com artifactregistry.googleapis.com cloudbuild.googleapis.com \
    cloudscheduler.googleapis.com iam.googleapis.com cloudresourcemanager.googleapis.com logging.googleapis.com \
    monitoring.googleapis.com
}

create_account() {
  there iam service-accounts describe "$1" ||
    on_project iam service-accounts create "${1%%@*}" --display-name="$2"
}

private=(--uniform-bucket-level-access --public-access-prevention)

# A bucket that is there, of this or an earlier design, keeps its name and its content.
keep_output_bucket() {
  if there storage buckets describe "gs://$OUTPUT_BUCKET"; then
    on_project storage buckets update "gs://$OUTPUT_BUCKET" "${private[@]}"
  else
    on_project storage buckets create "gs://$OUTPUT_BUCKET" --location="$REGION" "${private[@]}"
  fi
}

# Only what the jobs leave behind there is deleted: the template, the ticker file and staged jars stay. It is deleted
# for good: nobody wants it back, and a week of soft-deleted files would be billed.
keep_work_bucket() {
  there storage buckets describe "gs://$WORK_BUCKET" ||
    on_project storage buckets create "gs://$WORK_BUCKET" --location="$REGION" "${private[@]}" --soft-delete-duration=0
  cat >"$work/lifecycle.json" <<'END'
{"rule": [{"action": {"type": "Delete"}, "condition": {"age": 14, "matchesPrefix": ["temp/", "staging/template_launches/"]}}]}
END
  show_file lifecycle.json "$work/lifecycle.json"
  on_project storage buckets update "gs://$WORK_BUCKET" "${private[@]}" --lifecycle-file="$work/lifecycle.json"
}

# keep_secret NAME FILE: the file becomes the newest version unless it is that already.
keep_secret() {
  local how="say --key-id-file=... and --private-key-file=..."
  if $dry_run && [ -z "$2" ]; then
    echo "# the secret $1 stays as it is"
    return
  elif ! there secrets describe "$1"; then
    [ -n "$2" ] || die "there is no secret $1 in $PROJECT: $how"
    on_project secrets create "$1" --replication-policy=automatic
  elif [ -z "$2" ]; then
    # A deployment that was interrupted may have left one without content.
    there secrets versions describe latest --secret="$1" || die "the secret $1 of $PROJECT is empty: $how"
    return
  elif [ "$(ask_for secrets versions access latest --secret="$1" 2>/dev/null || true)" = "$(cat "$2")" ]; then
    return
  fi
  on_project secrets versions add "$1" --data-file="$2"
}

create_repository() {
  there artifacts repositories describe "$repository" --location="$REGION" ||
    on_project artifacts repositories create "$repository" --location="$REGION" --repository-format=docker
}

# allow ACCOUNT ROLE RESOURCE...: a role on one resource; adding what is there changes nothing.
allow() {
  change_once_known "does not exist" gcloud "${@:3}" --member="serviceAccount:$1" --role="roles/$2" \
    --project="$PROJECT" --quiet
}

grant_roles() {
  local on_project=(projects add-iam-policy-binding "$PROJECT" --condition=None)
  local on_output=(storage buckets add-iam-policy-binding "gs://$OUTPUT_BUCKET")
  local on_work=(storage buckets add-iam-policy-binding "gs://$WORK_BUCKET")
  local on_repository=(artifacts repositories add-iam-policy-binding "$repository" --location="$REGION")

  allow "$launcher" dataflow.developer "${on_project[@]}"
  allow "$launcher" iam.serviceAccountUser iam service-accounts add-iam-policy-binding "$worker"
  allow "$launcher" storage.objectViewer "${on_work[@]}"

  allow "$worker" dataflow.worker "${on_project[@]}"
  # Creating is not overwriting: what is there stays, whatever the code does.
  allow "$worker" storage.objectCreator "${on_output[@]}"
  allow "$worker" storage.objectViewer "${on_output[@]}"
  allow "$worker" storage.objectUser "${on_work[@]}"
  allow "$worker" secretmanager.secretAccessor secrets add-iam-policy-binding "$KEY_ID_SECRET"
  allow "$worker" secretmanager.secretAccessor secrets add-iam-policy-binding "$PRIVATE_KEY_SECRET"
  allow "$worker" artifactregistry.reader "${on_repository[@]}"

  allow "$builder" logging.logWriter "${on_project[@]}"
  allow "$builder" storage.objectViewer "${on_work[@]}"
  allow "$builder" artifactregistry.writer "${on_repository[@]}"
}

build_jar() {
  [ -z "$jar" ] || return 0
  jar=$root/templates/target/$job.jar
  change mvn -B -ntp -q -f "$root/pom.xml" -DskipTests package
}

# The tag tells the content, so what is built already is not built again.
build_image() {
  local tag=CONTENT
  if ! $dry_run; then
    tag=$(cat "$jar" "$root/Dockerfile" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-12)
  fi
  image=$REGION-docker.pkg.dev/$PROJECT/$repository/$job:$tag
  if [ -n "$(ask_for artifacts docker tags list "${image%:*}" --filter="tag:$tag" --format='value(tag)' 2>/dev/null || true)" ]; then
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

# No retries: a launch that is refused because the last run is still going is meant to be.
schedule() {
  local verb=create headers=--headers
  launch_body >"$work/launch.json"
  show_file launch.json "$work/launch.json"
  if there scheduler jobs describe "$job" --location="$REGION"; then
    verb=update headers=--update-headers
  fi
  on_project scheduler jobs "$verb" http "$job" --location="$REGION" --schedule="$cron" --time-zone=Etc/UTC \
    --uri="https://dataflow.googleapis.com/v1b3/projects/$PROJECT/locations/$REGION/flexTemplates:launch" \
    --http-method=POST "$headers=Content-Type=application/json" --message-body-from-file="$work/launch.json" \
    --oauth-service-account-email="$launcher" \
    --oauth-token-scope=https://www.googleapis.com/auth/cloud-platform \
    --max-retry-attempts=0 --attempt-deadline=180s
}

# keep_alert INDEX CONDITION STRATEGY: creates or replaces the alert of that display name.
keep_alert() {
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
  change_once_known "Cannot find metric" gcloud alpha monitoring policies "${create_or_update[@]}" --policy-from-file="$file" \
    --project="$PROJECT" --quiet
}

# Sets channel, the one that the alerts go to; another address is written into it.
keep_channel() {
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
      channel=$(ask_for "${create[@]}" --format='value(name)')
    fi
    return
  fi
  address=$(ask_for alpha monitoring channels describe "$channel" --format='value(labels.email_address)')
  [ "$address" = "$ALERT_EMAIL" ] ||
    on_project alpha monitoring channels update "$channel" --update-channel-labels="email_address=$ALERT_EMAIL"
}

alert() {
  local verb=create channel policies
  ! there logging metrics describe "$run_metric" || verb=update
  on_project logging metrics "$verb" "$run_metric" --description="Scheduled runs that wrote their summary" \
    --log-filter="resource.type=\"dataflow_step\" AND jsonPayload.message=~\"^RUN_SUMMARY slot=.* job=$job verdict=\""

  keep_channel
  policies=$(list_all alpha monitoring policies list --format='value(name,displayName)')

  keep_alert 0 '"conditionThreshold": {
    "filter": "resource.type = \"dataflow_job\" AND resource.labels.job_name = \"'"$job"'\" AND metric.type = \"dataflow.googleapis.com/job/is_failed\"",
    "aggregations": [{"alignmentPeriod": "60s", "perSeriesAligner": "ALIGN_MAX", "crossSeriesReducer": "REDUCE_MAX"}],
    "comparison": "COMPARISON_GT", "thresholdValue": 0, "duration": "0s"}' '"autoClose": "1800s"'
  keep_alert 1 '"conditionMatchedLog": {
    "filter": "resource.type=\"cloud_scheduler_job\" AND resource.labels.job_id=\"'"$job"'\" AND severity>=ERROR"}' \
    '"autoClose": "1800s", "notificationRateLimit": {"period": "3600s"}'
  # The runs of an interval and an hour are added up over all jobs, and no data counts as none.
  keep_alert 2 '"conditionThreshold": {
    "filter": "resource.type = \"dataflow_step\" AND metric.type = \"logging.googleapis.com/user/'"$run_metric"'\"",
    "aggregations": [{"alignmentPeriod": "'$((interval_seconds + 3600))'s", "perSeriesAligner": "ALIGN_SUM", "crossSeriesReducer": "REDUCE_SUM"}],
    "comparison": "COMPARISON_LT", "thresholdValue": 1, "duration": "60s",
    "evaluationMissingData": "EVALUATION_MISSING_DATA_ACTIVE"}' '"autoClose": "1800s"'
}

say "Services ..."
enable_services
say "Service accounts, buckets, secrets, image repository ..."
create_account "$launcher" "Launches the Kalshi market data job"
create_account "$worker" "Runs the Kalshi market data job"
create_account "$builder" "Builds the Kalshi market data image"
keep_output_bucket
keep_work_bucket
keep_secret "$KEY_ID_SECRET" "$KEY_ID_FILE"
keep_secret "$PRIVATE_KEY_SECRET" "$PRIVATE_KEY_FILE"
create_repository
say "Roles ..."
grant_roles
say "Image (a few minutes, the first time) ..."
build_jar
build_image
say "Ticker file, template, schedule ..."
publish_template
schedule
if $alerts; then
  say "Alerts ..."
  alert
fi
! $dry_run || { say "This was a dry run: nothing was done."; exit; }
say "Done. The job runs at \"$cron\" (UTC); cloud/status.sh shows the last runs, cloud/run.sh starts one now."
