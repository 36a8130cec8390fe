#!/usr/bin/env bash
# Deploys the pipeline to Dataflow, with a schedule. Run it again after any change: it updates existing resources.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$cloud/preflight.sh"

usage() {
  cat <<'END'
usage: cloud/deploy.sh [flags]    flags override cloud/settings.env (see settings.env.example)

  --project=ID              required
  --region=REGION           required
  --output-bucket=NAME      required; bucket for market_data/ and runs/
  --work-bucket=NAME        required; bucket for template, ticker file, staging and temp
  --tickers=FILE            local ticker file to upload (default: the repository's tickers.txt)
  --interval=DURATION       time between runs (default: PT2H)
  --parameter=NAME=VALUE    another flag of the pipeline, without its dashes; can be given more than once
  --key-id-file=FILE        store Kalshi's key id in the secret KEY_ID_SECRET (default: prod-keyid)
  --private-key-file=FILE   store Kalshi's private key in PRIVATE_KEY_SECRET (default: prod-keyfile)
  --no-key                  send requests to Kalshi without a key
  --subnetwork=PATH         regions/REGION/subnetworks/NAME, if the project has no default network
  --no-public-ips           workers without public addresses; requires Cloud NAT and Private Google Access
  --alert-email=ADDRESS     address for alerts; required, unless you use --no-alerts
  --no-alerts               do not create or change alerts
  --no-tables               no daily job that makes tables; removes its schedule
  --build-region=REGION     build the image in this region (default: Cloud Build's own choice)
  --jar=FILE                use this jar, together with the next (default: build both with Maven)
  --tables-jar=FILE         use this jar of the tables
  --settings=FILE           use this file in place of cloud/settings.env
  --no-test-run             do not launch a run at the end
  --yes                     do not ask for confirmation
  --dry-run                 read and check, show the commands that would change something, but do not run them
END
}

read_settings "$@"
alerts=true
test_run=true
yes=false
jar=
tables_jar=
more=()
for arg in ${rest[@]+"${rest[@]}"}; do
  case $arg in
    --tickers=*) TICKERS=${arg#*=} ;;
    --parameter=*) more+=("${arg#*=}") ;;
    --key-id-file=*) KEY_ID_FILE=${arg#*=} ;;
    --private-key-file=*) PRIVATE_KEY_FILE=${arg#*=} ;;
    --alert-email=*) ALERT_EMAIL=${arg#*=} ;;
    --build-region=*) BUILD_REGION=${arg#*=} ;;
    --no-alerts) alerts=false ;;
    --no-tables) TABLES=no ;;
    --no-test-run) test_run=false ;;
    --yes) yes=true ;;
    --jar=*) jar=${arg#*=} ;;
    --tables-jar=*) tables_jar=${arg#*=} ;;
    *) unknown_flag "$arg" ;;
  esac
done
check_settings
read_interval
base_parameters "gs://$WORK_BUCKET/tickers/tickers.txt"
for arg in ${more[@]+"${more[@]}"}; do
  set_parameter "$arg"
done
for arg in "${parameters[@]}"; do
  [[ $arg != slot=* ]] || die "parameter $arg: the slot of a scheduled run follows from its launch; use cloud/run.sh --slot=... for one run"
done
TICKERS=$(expand_home "${TICKERS:-$root/tickers.txt}")
[[ $TICKERS = gs://* ]] || [ -e "$TICKERS" ] || [[ $TICKERS = /* ]] || TICKERS=$root/$TICKERS
KEY_ID_FILE=$(expand_home "$KEY_ID_FILE")
PRIVATE_KEY_FILE=$(expand_home "$PRIVATE_KEY_FILE")
require_tickers "$TICKERS"
[ "$KALSHI_KEY" = yes ] || KEY_ID_FILE='' PRIVATE_KEY_FILE=''
if [ -n "$KEY_ID_FILE" ]; then
  require_line "$KEY_ID_FILE" '[^[:space:]]' "key id"
  ! grep -q -e '-----BEGIN' "$KEY_ID_FILE" || die "$KEY_ID_FILE holds a key: use a file that has only the key id"
  if [ "$(grep -c '[^[:space:]]' "$KEY_ID_FILE")" != 1 ] || LC_ALL=C grep -q '[^A-Za-z0-9_[:space:]-]' "$KEY_ID_FILE"; then
    die "$KEY_ID_FILE: must hold one line, the key id, in plain text"
  fi
fi
if [ -n "$PRIVATE_KEY_FILE" ]; then
  require_line "$PRIVATE_KEY_FILE" '-----BEGIN.*PRIVATE KEY' "private key, which begins with -----BEGIN"
  require_line "$PRIVATE_KEY_FILE" '-----END.*PRIVATE KEY' "end of a private key: it is cut off"
  ! grep -q -e ENCRYPTED "$PRIVATE_KEY_FILE" || die "$PRIVATE_KEY_FILE has a passphrase: use the file as you downloaded it from Kalshi"
fi
[ "${jar:+given}" = "${tables_jar:+given}" ] || die "use --jar=... and --tables-jar=... together: the image has both"
for file in "$root/Dockerfile" "$root/metadata.json" "$jar" "$tables_jar"; do
  [ -z "$file" ] || [ -s "$file" ] || die "file not found or empty: $file"
done
if $alerts; then
  [ -n "$ALERT_EMAIL" ] ||
    die "ALERT_EMAIL is not set: use --alert-email=..., or --no-alerts to deploy without alerts"
  require ALERT_EMAIL "$ALERT_EMAIL" '[^@[:space:]"\\,=]+@[^@[:space:]"\\,=]+' "an e-mail address, such as someone@example.com"
fi
make_work

# The estimate is that of cloud/README.md: a month of 730 hours, $0.0284 per run of 1,000 markets, $0.86 for the
# tables, and $0.50.
plan() {
  local runs=$((730 * 3600 / interval_seconds)) tables="no tables" tables_cost=0 key="2 secrets           $KEY_ID_SECRET, $PRIVATE_KEY_SECRET"
  local alert="${#alert_files[@]} alerts            to $ALERT_EMAIL"
  [ "$KALSHI_KEY" = yes ] || key="no secret           requests to Kalshi have no key"
  if [ "$TABLES" = yes ]; then
    tables="tables              \"$tables_cron\" (UTC), each time one Dataflow job on one to $tables_workers $machine_type"
    tables_cost=8600
  fi
  $alerts || alert="no alert            nobody is told of a failed run"
  cat >&2 <<END

In the project $PROJECT, region $REGION, this creates or updates:
  3 service accounts  kalshi-launcher, kalshi-worker, kalshi-builder, each with only the roles in cloud/README.md
  2 buckets           gs://$OUTPUT_BUCKET for the data; gs://$WORK_BUCKET for the template, the ticker list and temporary files
  $key
  an image            in the repository $repository, built by Cloud Build
  a schedule          "$cron" (UTC), each time one Dataflow job on one $machine_type
  $tables
  $alert
It enables the services that these need.$($test_run && echo " At the end it launches one run, which takes about ten minutes.")
Cost: about \$$(((runs * 284 + tables_cost + 5000 + 5000) / 10000)) per month for 1,000 markets ($runs runs), and \$0.005 per run for each further 1,000.
cloud/README.md shows how this is computed.

END
}

confirm() {
  local answer=
  ! $yes || return 0
  printf 'Continue? [y/N] ' >&2
  trap 'echo >&2; die "interrupted: nothing was changed"' INT
  read -r answer || true
  trap - INT
  [[ $answer =~ ^[[:space:]]*([yY]|[yY][eE][sS])[[:space:]]*$ ]] || die "nothing was changed; --yes deploys without this question"
}

enable_services() {
  local try
  on_project services enable dataflow.googleapis.com compute.googleapis.com storage.googleapis.com \
    secretmanager.googleapis.com artifactregistry.googleapis.com cloudbuild.googleapis.com \
    cloudscheduler.googleapis.com iam.googleapis.com cloudresourcemanager.googleapis.com logging.googleapis.com \
    monitoring.googleapis.com
  if [ -n "$unread" ] && ! $dry_run; then
    # Google creates the network of a new project some time after its API is enabled.
    for try in {1..6}; do
      preflight
      [ -n "$unread" ] || [ ${#problems[@]} -gt 0 ] || break
      sleep $((try * 5))
    done
    report_problems
    [ -z "$unread" ] || info "Not checked, because the services are not ready yet: $unread."
  fi
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
# delete: nobody needs the deleted files, and they would be billed for another week. The label tells a later deployment to
# another region where the schedule is.
ensure_work_bucket() {
  local lifecycle=$cloud/resources/work-bucket-lifecycle.json
  if exists storage buckets describe "gs://$WORK_BUCKET"; then
    leave_region "$(query storage buckets describe "gs://$WORK_BUCKET" --format='value(labels.kalshi-region)')"
  else
    on_project storage buckets create "gs://$WORK_BUCKET" --location="$REGION" "${private[@]}" --soft-delete-duration=0
  fi
  show_file "${lifecycle##*/}" "$lifecycle"
  on_project storage buckets update "gs://$WORK_BUCKET" "${private[@]}" --soft-delete-duration=0 \
    --lifecycle-file="$lifecycle" --update-labels="kalshi-region=$REGION"
}

# delete_schedule NAME REGION: deletes it if it exists.
delete_schedule() {
  ! exists scheduler jobs describe "$1" --location="$2" || on_project scheduler jobs delete "$1" --location="$2"
}

# leave_region REGION: removes the schedules and the images of a deployment to another region.
leave_region() {
  if [ -z "$1" ] || [ "$1" = "$REGION" ]; then
    return
  fi
  info "The schedule moves from $1 to $REGION ..."
  delete_schedule "$job" "$1"
  delete_schedule "$tables_job" "$1"
  ! exists artifacts repositories describe "$repository" --location="$1" ||
    on_project artifacts repositories delete "$repository" --location="$1"
}

# ensure_secret NAME FILE: adds the file as a new version, unless the newest version has the same content.
ensure_secret() {
  [ -n "$2" ] || return 0
  if ! exists secrets describe "$1"; then
    on_project secrets create "$1" --replication-policy=automatic
  elif [ "$(query secrets versions access latest --secret="$1" 2>/dev/null || true)" = "$(cat "$2")" ]; then
    return
  fi
  on_project secrets versions add "$1" --data-file="$2"
}

# Old images are deleted, but never the deployed one.
ensure_repository() {
  local policy=$cloud/resources/image-cleanup.json
  exists artifacts repositories describe "$repository" --location="$REGION" ||
    on_project artifacts repositories create "$repository" --location="$REGION" --repository-format=docker
  show_file "${policy##*/}" "$policy"
  on_project artifacts repositories set-cleanup-policies "$repository" --location="$REGION" --policy="$policy" --no-dry-run
}

build_jar() {
  [ -z "$jar" ] || return 0
  jar=$root/templates/target/$job.jar
  tables_jar=$root/pipeline/tables/target/$job-tables-bundled.jar
  change mvn -B -ntp -q -f "$root/pom.xml" -DskipTests package
}

# Prints the digest of the image with this tag, or nothing.
digest() {
  local found
  found=$(query artifacts docker tags list "$image" --filter="tag~/$1\$" --format='value(version)' 2>/dev/null) || true
  echo "${found##*/}"
}

# Sets image. The tag is a hash of the jars and the Dockerfile, so an existing image is not built again. The template names
# the digest, because a tag may be moved.
build_image() {
  local tag=CONTENT version='' region=()
  image=$REGION-docker.pkg.dev/$PROJECT/$repository/$job
  if [ -f "$jar" ] && [ -f "$tables_jar" ]; then
    tag=$(cat "$jar" "$tables_jar" "$root/Dockerfile" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-12)
    version=$(digest "$tag")
  fi
  if [ -z "$version" ]; then
    if ! $dry_run; then
      mkdir -p "$work"/context/{templates,pipeline/tables}/target
      cp "$root/Dockerfile" "$work/context/"
      # Readable for every user of the image, whatever the umask is here.
      install -m 0644 "$jar" "$work/context/templates/target/$job.jar"
      install -m 0644 "$tables_jar" "$work/context/pipeline/tables/target/$job-tables-bundled.jar"
    fi
    [ -z "$BUILD_REGION" ] || region=(--region="$BUILD_REGION")
    # The grants of a new account need some time until they are effective.
    change_with_retry 'PERMISSION_DENIED|does not have|denied' gcloud builds submit "$work/context" \
      --config="$cloud/cloudbuild.yaml" --substitutions="_IMAGE=$image:$tag" ${region[@]+"${region[@]}"} \
      --service-account="projects/$PROJECT/serviceAccounts/$builder" \
      --gcs-source-staging-dir="gs://$WORK_BUCKET/temp/build" --suppress-logs --project="$PROJECT" --quiet
    $dry_run && version=sha256:DIGEST || version=$(digest "$tag")
    [ -n "$version" ] || die "the image $image:$tag was built, but is not in the repository"
  fi
  image=$image@$version
  on_project artifacts docker tags add "$image" "${image%@*}:deployed"
}

publish_template() {
  on_project storage cp "$TICKERS" "gs://$WORK_BUCKET/tickers/tickers.txt"
  on_project dataflow flex-template build "$template" --image="$image" --sdk-language=JAVA \
    --metadata-file="$root/metadata.json"
}

# launch_body NAME MAX_WORKERS SECONDS PARAMETER...: prints the request that launches a job. Dataflow cancels the job after SECONDS.
launch_body() {
  local name=$1 workers=$2 seconds=$3 word separator='' network=''
  shift 3
  [ -z "$SUBNETWORK" ] || network=$'\n    "subnetwork": "'$SUBNETWORK'",'
  [ "$PUBLIC_IPS" = yes ] || network+=$'\n    "ipConfiguration": "WORKER_IP_PRIVATE",'
  cat <<END
{"launchParameter": {
  "jobName": "$name",
  "containerSpecGcsPath": "$template",
  "parameters": {
END
  for word in "$@"; do
    printf '%s    "%s": "%s"' "$separator" "${word%%=*}" "${word#*=}"
    separator=$',\n'
  done
  cat <<END

  },
  "environment": {
    "numWorkers": 1,
    "maxWorkers": $workers,
    "machineType": "$machine_type",
    "launcherMachineType": "$machine_type",
    "serviceAccountEmail": "$worker",$network
    "tempLocation": "gs://$WORK_BUCKET/temp",
    "stagingLocation": "gs://$WORK_BUCKET/staging",
    "additionalExperiments": ["max_workflow_runtime_walltime_seconds=$seconds"]
  }
}}
END
}

# A launch that fails for a moment is repeated. While the previous run is active, Dataflow refuses each of them.
schedule() {
  launch_body "$job" 1 "$wall_seconds" "${parameters[@]}" >"$work/launch.json"
  schedule_launch "$job" "$cron" launch.json
}

# What a cancelled job has made stays, and the next one goes on.
schedule_tables() {
  if [ "$TABLES" = no ]; then
    delete_schedule "$tables_job" "$REGION"
    return
  fi
  launch_body "$tables_job" "$tables_workers" $((6 * 3600)) task=tables "output=gs://$OUTPUT_BUCKET" "interval=$INTERVAL" \
    >"$work/launch-tables.json"
  schedule_launch "$tables_job" "$tables_cron" launch-tables.json
}

# schedule_launch NAME CRON FILE: creates or updates the schedule that sends the file.
schedule_launch() {
  local verb=create headers=--headers
  show_file "$3" "$work/$3"
  if exists scheduler jobs describe "$1" --location="$REGION"; then
    verb=update headers=--update-headers
  fi
  on_project scheduler jobs "$verb" http "$1" --location="$REGION" --schedule="$2" --time-zone=Etc/UTC \
    --uri="https://dataflow.googleapis.com/v1b3/projects/$PROJECT/locations/$REGION/flexTemplates:launch" \
    --http-method=POST "$headers=Content-Type=application/json" --message-body-from-file="$work/$3" \
    --oauth-service-account-email="$launcher" \
    --oauth-token-scope=https://www.googleapis.com/auth/cloud-platform \
    --max-retry-attempts=3 --min-backoff=60s --max-doublings=2 --attempt-deadline=180s
}

# ensure_alert FILE: creates or replaces the alert with that display name.
ensure_alert() {
  local file=$work/${1##*/} existing command=(create)
  sed -e "s|CHANNEL|$channel|" -e "s|WINDOW|$((interval_seconds / 60 + 30))m|" "$1" >"$file"
  show_file "${file##*/}" "$file"
  existing=$(named "$policies" "$(alert_name "$1")" | head -n 1)
  [ -z "$existing" ] || command=(update "$existing")
  change_with_retry "Cannot find metric" gcloud "${monitoring[@]}" policies "${command[@]}" --policy-from-file="$file" \
    --project="$PROJECT" --quiet
}

# Sets channel, the notification channel of the alerts. If it has another address, the address is replaced.
ensure_channel() {
  local channels address
  channels=$(list_all "${monitoring[@]}" channels list --format='value(name,displayName)')
  channel=$(named "$channels" "$channel_name" | head -n 1)
  if [ -z "$channel" ]; then
    local create=("${monitoring[@]}" channels create --type=email --display-name="$channel_name"
      --channel-labels="email_address=$ALERT_EMAIL")
    if $dry_run; then
      on_project "${create[@]}"
      channel=CHANNEL
    else
      channel=$(query "${create[@]}" --format='value(name)')
    fi
    return
  fi
  address=$(query "${monitoring[@]}" channels describe "$channel" --format='value(labels.email_address)')
  [ "$address" = "$ALERT_EMAIL" ] ||
    on_project "${monitoring[@]}" channels update "$channel" --update-channel-labels="email_address=$ALERT_EMAIL"
}

ensure_alerts() {
  local verb=create channel policies file
  ! exists logging metrics describe "$run_metric" || verb=update
  on_project logging metrics "$verb" "$run_metric" --description="Scheduled runs that wrote their summary" \
    --log-filter="resource.type=\"dataflow_step\" AND (jsonPayload.message=~\"^RUN_SUMMARY slot=.* job=$job verdict=\" OR (jsonPayload.custom_data.job=\"$job\" AND jsonPayload.custom_data.verdict:*))"
  ensure_channel
  policies=$(list_all "${monitoring[@]}" policies list --format='value(name,displayName)')
  for file in "${alert_files[@]}"; do
    ensure_alert "$file"
  done
}

# Prints id and state of the newest job of the schedule.
newest_job() {
  query dataflow jobs list --region="$REGION" --filter="name=$job" --limit=1 --format='csv[no-heading](id,state)'
}

# launch: launches the job as the schedule does, with the launcher's account, and waits until Dataflow has a new job. Sets
# newest. The account's new grants need some time until they are effective.
launch() {
  local before=${newest%%,*} try wait status=
  for try in {1..7}; do
    on_project scheduler jobs run "$job" --location="$REGION"
    for ((wait = 0; wait < 12; wait++)); do
      sleep 5
      newest=$(newest_job)
      [ "${newest%%,*}" = "$before" ] || return 0
      status=$(query scheduler jobs describe "$job" --location="$REGION" --format='value(status.code)')
      [ -z "$status" ] || break
    done
    [ "$try" -ne 1 ] || info "Not launched yet${status:+ (status code $status of Cloud Scheduler)}; trying again for some minutes ..."
  done
  show_errors "resource.type=\"cloud_scheduler_job\" AND resource.labels.job_id=\"$job\" AND severity>=ERROR"
  [ "$status" != 3 ] || die "everything is deployed, but Dataflow refuses the launch as invalid: see its reason above"
  die "everything is deployed, but the schedule could not launch the job: see \"A permission is denied\" in cloud/README.md"
}

# show_errors FILTER: prints the newest errors of a log.
show_errors() {
  query logging read "$1" --limit=3 --freshness=1h --format='value(textPayload,jsonPayload.debugInfo,jsonPayload.status)' >&2 || true
}

# Launches one run and waits for its end, so that a mistake shows now and not at the next slot.
try_run() {
  local newest minutes=$((wall_seconds / 60)) try state
  newest=$(newest_job)
  case $newest in
    *,Pending | *,Queued | *,Running) info "A run is active, so no other is launched to try the schedule."; return ;;
  esac
  launch
  info "Launched ${newest%%,*}: https://console.cloud.google.com/dataflow/jobs/$REGION/${newest%%,*}?project=$PROJECT"
  for ((try = 0; try < minutes * 6; try++)); do
    state=$(query dataflow jobs describe "${newest%%,*}" --region="$REGION" --format='value(currentState)')
    case $state in
      JOB_STATE_DONE) break ;;
      JOB_STATE_FAILED | JOB_STATE_CANCELLED)
        show_errors "resource.type=\"dataflow_step\" AND resource.labels.job_id=\"${newest%%,*}\" AND severity>=ERROR"
        die "everything is deployed, but the first run ended as ${state#JOB_STATE_}: see \"When a run fails\" in cloud/README.md" ;;
    esac
    sleep 10
  done
  [ "$state" = JOB_STATE_DONE ] || die "the run is ${state#JOB_STATE_} after $minutes minutes: see the link above"
  bash "$cloud/status.sh" --project="$PROJECT" --region="$REGION" --output-bucket="$OUTPUT_BUCKET" \
    --work-bucket="$WORK_BUCKET" --days=1
}

# The checks take some seconds; a program that reads the output needs only their result.
[ ! -t 2 ] || info "Checking the project ..."
preflight
report_problems
if ! $dry_run; then
  plan
  confirm
fi
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
ensure_repository
info "Roles ..."
change_grants add
info "Image (a few minutes the first time) ..."
build_jar
build_image
info "Ticker file, template, schedule ..."
publish_template
schedule
schedule_tables
if $alerts; then
  info "Alerts ..."
  ensure_alerts
fi
if $dry_run; then
  plan
  [ -z "$unread" ] || info "Not checked, because the services are not enabled yet: $unread. deploy.sh checks it after enabling them."
  info "Dry run: nothing was changed."
  exit
fi
if $test_run; then
  info "A first run (about ten minutes) ..."
  try_run
fi
info "Done. The schedule is \"$cron\" (UTC). cloud/status.sh shows the last runs; cloud/run.sh starts one now."
