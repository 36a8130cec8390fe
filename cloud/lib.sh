# shellcheck shell=bash disable=SC2034,SC2153  # the scripts use the variables that are set here
# Functions that the scripts in this folder share: settings, checks, and running or showing commands. Sourced, never run.

cloud=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$cloud")

# The scheduled job, its schedule and its template have one constant name. Dataflow refuses a second active job with the
# same name, so two scheduled runs never overlap.
job=kalshi-market-data
# The daily job that makes tables. Another name, because it may run while the other one does.
tables_job=$job-tables
tables_cron='20 3 * * *'
tables_workers=3
repository=kalshi-market-data
machine_type=e2-standard-2
run_metric=kalshi_market_data_runs
channel_name="Kalshi market data"
alert_files=("$cloud"/resources/alert-*.json)

die() { echo "${0##*/}: $1" >&2; exit 2; }
info() { echo "$*" >&2; }

# die_without_google OUTPUT: ends the script if gcloud says that nobody is signed in, or that Google cannot be reached.
die_without_google() {
  case $1 in
    *"not currently have an active account"* | *"eauthentication"* | *"refreshing your current auth tokens"* | *UNAUTHENTICATED* | *invalid_grant*)
      die "gcloud is not signed in, or its sign-in has expired: run gcloud auth login" ;;
    *"gcloud info --run-diagnostics"* | *"Max retries exceeded"* | *"Unable to find the server"* | *"Network is unreachable"*)
      die "gcloud cannot reach Google: check the network and its proxy, for example with gcloud info --run-diagnostics" ;;
  esac
}

# unknown_flag ARG: ends the script; tells a flag that has no value from one that does not exist.
unknown_flag() {
  if usage | grep -q -e "$1="; then
    die "$1 needs a value: $1=..."
  fi
  die "unknown flag $1; --help lists the flags"
}

# read_settings_file FILE: sets the variables that the file has a line NAME=VALUE for. The file is data: nothing in it is
# executed. The messages do not repeat a line, because it may have a key that was pasted there.
read_settings_file() {
  local line name value number=0 seen=' ' space='[[:space:]]'
  local form="^$space*([A-Za-z_]+)$space*=$space*(\"([^\"]*)\"|'([^']*)'|([^\"'#]*))$space*(#.*)?\$"
  [ -r "$1" ] || die "$1: cannot be read; check its permissions"
  [[ $(head -c 2 "$1" | od -An -tx1) != *"ff fe"* ]] || die "$1: is UTF-16; save it as UTF-8"
  # Editors on Windows end each line with a carriage return, and may begin the file with a byte order mark.
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    line=${line%$'\r'}
    line=${line#$'\xef\xbb\xbf'}
    [[ ! $line =~ ^$space*(#|$) ]] || continue
    [[ $line =~ $form ]] || die "$1, line $number: must be NAME=VALUE, with quotes around a value that has quotes or a #"
    name=${BASH_REMATCH[1]}
    value=${BASH_REMATCH[3]}${BASH_REMATCH[4]}${BASH_REMATCH[5]}
    [[ " $setting_names " = *" $name "* ]] ||
      die "$1, line $number: no setting has this name; settings.env.example lists the names"
    [[ "$seen" != *" $name "* ]] || die "$1, line $number: sets $name a second time"
    seen+="$name "
    value=${value%"${value##*[![:space:]]}"}
    # An empty value is the default.
    [ -z "$value" ] || printf -v "$name" %s "$value"
  done <"$1"
}

setting_names="PROJECT REGION OUTPUT_BUCKET WORK_BUCKET TICKERS INTERVAL PARAMETERS SUBNETWORK PUBLIC_IPS BUILD_REGION TABLES
  KALSHI_KEY KEY_ID_SECRET PRIVATE_KEY_SECRET KEY_ID_FILE PRIVATE_KEY_FILE ALERT_EMAIL"
setting_names=${setting_names//$'\n'/ }

# Reads settings.env, then the flags that all scripts have. The other flags stay in the array rest.
read_settings() {
  local name arg file=$cloud/settings.env file_given=false
  for name in $setting_names; do
    printf -v "$name" %s ''
  done
  INTERVAL=PT2H PUBLIC_IPS=yes TABLES=yes KALSHI_KEY=yes KEY_ID_SECRET=prod-keyid PRIVATE_KEY_SECRET=prod-keyfile
  dry_run=false
  rest=()
  for arg in "$@"; do
    case $arg in
      --help | -h) usage; exit 0 ;;
      --settings=*) file=${arg#*=} file_given=true ;;
    esac
  done
  if [ -e "$file" ] && [ ! -d "$file" ]; then
    read_settings_file "$file"
  elif $file_given; then
    die "--settings=$file: file not found"
  fi
  for arg in "$@"; do
    case $arg in
      --settings=*) ;;
      --project=*) PROJECT=${arg#*=} ;;
      --region=*) REGION=${arg#*=} ;;
      --output-bucket=*) OUTPUT_BUCKET=${arg#*=} ;;
      --work-bucket=*) WORK_BUCKET=${arg#*=} ;;
      --interval=*) INTERVAL=${arg#*=} ;;
      --subnetwork=*) SUBNETWORK=${arg#*=} ;;
      --no-public-ips) PUBLIC_IPS=no ;;
      --no-key) KALSHI_KEY=no ;;
      --dry-run) dry_run=true ;;
      *) rest+=("$arg") ;;
    esac
  done
}

# require_line FILE PATTERN WHAT: checks that the file can be read and that a line of it matches the pattern.
require_line() {
  [[ $1 != gs://* ]] || die "$1: must be a local file, which the script uploads"
  [ -f "$1" ] || die "file not found: $1"
  [ -r "$1" ] || die "$1: cannot be read; check its permissions"
  grep -q -e "$2" "$1" || die "$1 has no $3"
}
require_tickers() {
  require_line "$1" '^[[:space:]]*[^#[:space:]]' ticker
  ! grep -q 'PRIVATE KEY' "$1" || die "$1 holds a private key: it must hold tickers"
}

# Prints a path with a leading ~/ as the home folder, as a shell would.
expand_home() { case $1 in \~/*) echo "$HOME/${1#*/}" ;; *) echo "$1" ;; esac; }

# require SETTING VALUE PATTERN WHAT: checks that the value is set and matches the pattern.
require() {
  local flag
  case $1 in
    *_SECRET | PUBLIC_IPS | TABLES | KALSHI_KEY) flag=$1 ;;
    *) flag=--$(tr 'A-Z_' 'a-z-' <<<"$1") ;;
  esac
  if [ -z "$2" ]; then
    [[ $setting_names = *"$1"* ]] || die "$flag needs a value: must be $4"
    [ "$flag" != "$1" ] || die "$1 is not set: set it in cloud/settings.env"
    die "$1 is not set: use $flag=..., or set it in cloud/settings.env"
  fi
  [[ $2 =~ ^$3$ ]] || die "$flag=$2: must be $4"
}

# Resource names are built from the settings, so all settings are checked before anything is changed.
check_settings() {
  local bucket='[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]' name='[A-Za-z0-9_-]+' region='[a-z]+-[a-z]+[0-9]+'
  require PROJECT "$PROJECT" '[a-z][a-z0-9-]{4,28}[a-z0-9]' "a project id, such as my-project-123"
  require REGION "$REGION" "$region" "a region, such as us-east4"
  require OUTPUT_BUCKET "$OUTPUT_BUCKET" "$bucket" "a bucket name, without gs:// and without a folder"
  require WORK_BUCKET "$WORK_BUCKET" "$bucket" "a bucket name, without gs:// and without a folder"
  require KEY_ID_SECRET "$KEY_ID_SECRET" "$name" "the name of a secret"
  require PRIVATE_KEY_SECRET "$PRIVATE_KEY_SECRET" "$name" "the name of a secret"
  require PUBLIC_IPS "$PUBLIC_IPS" '(yes|no)' "yes or no"
  require TABLES "$TABLES" '(yes|no)' "yes or no"
  require KALSHI_KEY "$KALSHI_KEY" '(yes|no)' "yes or no"
  [ -z "$BUILD_REGION" ] || require BUILD_REGION "$BUILD_REGION" "$region" "a region, such as us-central1"
  if [ -n "$SUBNETWORK" ]; then
    require SUBNETWORK "$SUBNETWORK" '([a-z0-9:./-]+/)?regions/[a-z0-9-]+/subnetworks/[a-z0-9-]+' \
      "regions/REGION/subnetworks/NAME, or the full https:// URL if it is in another project"
    [[ $SUBNETWORK = *regions/$REGION/* ]] || die "--subnetwork=$SUBNETWORK: must be in the region $REGION"
  fi
  local word
  for word in "$OUTPUT_BUCKET" "$WORK_BUCKET"; do
    [[ ! $word =~ [.][.]|^[0-9.]+$|^goog|google ]] ||
      die "bucket $word: Cloud Storage allows no two dots in a row, no IP address, and no name with google"
  done
  [ "$KEY_ID_SECRET" != "$PRIVATE_KEY_SECRET" ] || die "KEY_ID_SECRET and PRIVATE_KEY_SECRET must be two secrets, not both $KEY_ID_SECRET"
  [ "$OUTPUT_BUCKET" != "$WORK_BUCKET" ] ||
    die "--work-bucket=$WORK_BUCKET: must not be the output bucket, because old temp files are deleted in the work bucket"
  command -v gcloud >/dev/null ||
    die "gcloud not found on the PATH: install it (https://cloud.google.com/sdk/docs/install), then run gcloud auth login"
  launcher=$(account_email launcher) worker=$(account_email worker) builder=$(account_email builder)
  template=gs://$WORK_BUCKET/template/$job.json
}

# read_duration TEXT: sets seconds, or returns 1 if the text is not an ISO-8601 duration of whole seconds.
read_duration() {
  local form='^P(([0-9]+)D)?(T(([0-9]+)H)?(([0-9]+)M)?(([0-9]+)S)?)?$'
  [[ $1 =~ $form && $1 = *[0-9]* ]] || return 1
  seconds=$((10#0${BASH_REMATCH[2]:-} * 86400 + 10#0${BASH_REMATCH[5]:-} * 3600 +
    10#0${BASH_REMATCH[7]:-} * 60 + 10#0${BASH_REMATCH[9]:-}))
}

# Sets interval_seconds and cron. Cron steps restart every hour and every day, so the interval must divide one of them.
# Launches are three minutes after the slot, because many schedules of the world start at minute 0.
read_interval() {
  local seconds minutes
  read_duration "$INTERVAL" || die "--interval=$INTERVAL: must be an ISO-8601 duration, such as PT2H"
  interval_seconds=$seconds
  minutes=$((seconds / 60))
  if [ $((seconds % 60)) -ne 0 ] || [ "$minutes" -lt 30 ]; then
    die "--interval=$INTERVAL: must be whole minutes, at least 30, because a Dataflow job takes minutes to start"
  elif [ "$minutes" -eq 1440 ]; then
    cron='3 0 * * *'
  elif [ "$minutes" -eq 30 ]; then
    cron='3,33 * * * *'
  elif [ $((minutes % 60)) -eq 0 ] && [ $((1440 % minutes)) -eq 0 ]; then
    cron="3 */$((minutes / 60)) * * *"
  else
    die "--interval=$INTERVAL: must be PT30M, or hours that divide a day"
  fi
  # Dataflow cancels a hung job two minutes before the next launch. The run's own deadline is 20 minutes before the next
  # slot, or a quarter of the interval after the launch. Both leave a run more than ten minutes to write its summary.
  set_wall_time $((interval_seconds - 120))
}

set_wall_time() {
  wall_seconds=$1
  wall_time=max_workflow_runtime_walltime_seconds=$1
}

# Prints a command, quoted for a shell.
show() {
  local word line='' quote="'\\''"
  for word in "$@"; do
    [[ $word =~ ^[A-Za-z0-9_./:=@,+%*-]+$ ]] || word="'${word//\'/$quote}'"
    line+="$word "
  done
  echo "${line% }"
}

# In a dry run, prints the content of a file that the next command uses.
show_file() {
  ! $dry_run || { echo "# $1:"; sed 's/^/#   /' "$2"; echo; }
}

# Runs a command that changes something, and prints its output only if it fails. In a dry run, shows the command.
change() {
  change_with_retry '' "$@"
}

# change_with_retry PATTERN COMMAND...: like change, but retries for eleven minutes while the error matches the pattern.
# Google needs some time until a new account, grant or metric is known everywhere.
change_with_retry() {
  local pattern=$1 try out
  shift
  if $dry_run; then
    show "$@"
    return
  fi
  for try in {1..16}; do
    out=$("$@" 2>&1 </dev/null) && return
    if [ -z "$pattern" ] || [[ ! $out =~ $pattern ]]; then
      break
    fi
    [ "$try" -ne 3 ] || info "Waiting, up to ten minutes: ${BASH_REMATCH[0]} ..."
    sleep $((try * 5))
  done
  echo "$out" >&2
  explain "$out"
  die "failed: $(show "$@")"
}

# explain OUTPUT: prints the remedy for errors of Google that do not say it.
explain() {
  case $1 in
    *"cannot run builds in this region"* | *"no concurrent builds quota"*)
      info "Cloud Build does not let this project build in that region. Leave BUILD_REGION empty, or use one of: us-central1," \
        "us-west2, europe-west1, asia-east1, australia-southeast1, southamerica-east1. The image may be built in any region." ;;
    *constraints/gcp.resourceLocations*)
      info "Your organization restricts locations. For the build, set BUILD_REGION to a region that it allows." ;;
    *PERMISSION_DENIED* | *"does not have permission"* | *"does not have"*access*)
      info "gcloud's account lacks a role. The scripts are written for an owner of the project." ;;
  esac
}

on_project() { change gcloud "$@" --project="$PROJECT" --quiet; }

# Returns 0 if the output of gcloud means that the resource does not exist. A disabled service has no resources.
is_not_found() {
  case $1 in
    *NOT_FOUND* | *"not found"* | *"does not exist"* | *"matched no objects"* | *SERVICE_DISABLED* | *"has not been used in project"*) ;;
    *) return 1 ;;
  esac
}

# Returns 0 if a resource exists. Any error except "not found" ends the script.
exists() {
  local out
  out=$(gcloud "$@" --project="$PROJECT" --quiet --format='value(name)' 2>&1 </dev/null) && return 0
  ! is_not_found "$out" || return 1
  die_without_google "$out"
  case "$1 $2 $out" in
    # Bucket names are global. For a bucket of another owner, Google reports only that access is denied.
    "storage buckets "*403* | "storage buckets "*"does not have permission"*)
      die "access to $4 is denied: if the bucket belongs to another project, choose another name; if it is yours, gcloud's account lacks a role on it" ;;
  esac
  echo "$out" >&2
  die "failed: $(show gcloud "$@" --project="$PROJECT")"
}

# Prints the output of a gcloud command that changes nothing.
query() {
  gcloud "$@" --project="$PROJECT" --quiet </dev/null
}

# Prints a list of resources, which may be empty.
list_all() {
  local out
  out=$(gcloud "$@" --project="$PROJECT" --quiet 2>&1 </dev/null) || {
    ! is_not_found "$out" || return 0
    die_without_google "$out"
    echo "$out" >&2
    die "failed: $(show gcloud "$@" --project="$PROJECT")"
  }
  echo "$out"
}

# named LINES DISPLAY_NAME: prints the names from the lines NAME<tab>DISPLAY_NAME that have this display name.
named() {
  awk -F '\t' -v wanted="$2" '$2 == wanted { print $1 }' <<<"$1"
}

# Sets monitoring, the group of commands for alerts; returns 1 if there is none. Some versions of gcloud have them only among
# the alpha commands, newer ones also without.
can_alert() {
  monitoring=(alpha monitoring)
  [ -z "$(gcloud version --format='value(alpha)' 2>/dev/null </dev/null)" ] || return 0
  monitoring=(monitoring)
  gcloud monitoring policies --help >/dev/null 2>&1 </dev/null
}

# Prints the display name of an alert.
alert_name() { sed -n '2s/.*: "\(.*\)",/\1/p' "$1"; }

# change_grants VERB [ACCOUNT]: adds or removes the grants of resources/grants.tsv, for one account or all.
#
# The condition of a grant on the report needs uniform access, which deploy.sh has set. Once a bucket's policy has a
# condition, gcloud refuses every command on that policy that does not say which condition it is about.
change_grants() {
  local account role resource none=--condition=None report
  report="--condition=title=report,expression=resource.name.startsWith(\"projects/_/buckets/$OUTPUT_BUCKET/objects/report/\")"
  [ "$1" = add ] || none=--all report=--all
  while read -r account role resource; do
    [ "${2:-$account}" = "$account" ] || continue
    case $resource in
      project) change_grant "$1" "$account" "$role" projects "$PROJECT" --condition=None ;;
      worker) change_grant "$1" "$account" "$role" "iam service-accounts" "$(account_email worker)" ;;
      output-bucket) change_grant "$1" "$account" "$role" "storage buckets" "gs://$OUTPUT_BUCKET" "$none" ;;
      report) change_grant "$1" "$account" "$role" "storage buckets" "gs://$OUTPUT_BUCKET" "$report" ;;
      work-bucket) change_grant "$1" "$account" "$role" "storage buckets" "gs://$WORK_BUCKET" "$none" ;;
      repository) change_grant "$1" "$account" "$role" "artifacts repositories" "$repository" --location="$REGION" ;;
      secrets)
        [ "$KALSHI_KEY" = yes ] || continue
        change_grant "$1" "$account" "$role" secrets "$KEY_ID_SECRET"
        change_grant "$1" "$account" "$role" secrets "$PRIVATE_KEY_SECRET" ;;
    esac
  done <"$cloud/resources/grants.tsv"
}

# change_grant VERB ACCOUNT ROLE GROUP RESOURCE FLAG...: an existing grant stays as it is; removing a missing one is no error.
change_grant() {
  local out group command
  read -r -a group <<<"$4"
  command=(gcloud "${group[@]}" "$1-iam-policy-binding" "${@:5}" --member="serviceAccount:$(account_email "$2")"
    --role="roles/$3" --project="$PROJECT" --quiet)
  if [ "$1" = add ] || $dry_run; then
    change_with_retry "does not exist" "${command[@]}"
  elif ! out=$("${command[@]}" 2>&1 </dev/null) && ! is_not_found "$out"; then
    echo "$out" >&2
    die "failed: $(show "${command[@]}")"
  fi
}

account_email() { echo "kalshi-$1@$PROJECT.iam.gserviceaccount.com"; }

# Creates a temporary folder, which is deleted when the script ends.
make_work() {
  work=$(mktemp -d) || die "no temporary folder can be created in ${TMPDIR:-/tmp}: set TMPDIR"
  trap 'rm -rf "$work"' EXIT
}

# Checks a name=value word: the name must be a parameter of the template, and the value must need no escapes in JSON.
check_parameter() {
  local name=${1%%=*} form
  [[ $1 != -* ]] || die "parameter $1: must be without its dashes: ${1#--}"
  [[ $1 =~ ^[A-Za-z-]+=[^\"\\~[:cntrl:]]+$ ]] || die "parameter \"$1\": must be NAME=VALUE, without quotes, backslashes and tildes"
  case $name in
    tickers | output | kalshiKeyId | kalshiPrivateKey | interval) die "parameter $name: comes from the settings; set it there" ;;
    task) die "parameter task: is set by the schedules; gcloud scheduler jobs run $tables_job --location=$REGION makes tables now" ;;
    deadline) check_deadline "${1#*=}" ;;
  esac
  grep -q "\"name\": \"$name\"" "$root/metadata.json" ||
    die "parameter $1: the template has no parameter of that name; metadata.json lists them"
  # The template's own rule. Backslashes are escaped in JSON.
  form=$(sed -n "/\"name\": \"$name\"/,/\"regexes\"/s/.*\"regexes\": \\[\"\\(.*\\)\"\\].*/\\1/p" "$root/metadata.json" | sed 's/\\\\/\\/g')
  [[ ${1#*=} =~ $form ]] || die "parameter $1: the template does not accept this value; docs/operations.md explains the flags"
}

# A run needs five minutes to start, and ten seconds after its deadline, before Dataflow cancels the job.
check_deadline() {
  local seconds
  read_duration "$1" || die "parameter deadline=$1: must be an ISO-8601 duration, such as PT90M"
  [ "$seconds" -le $((wall_seconds - 310)) ] ||
    die "parameter deadline=$1: must be at most $(((wall_seconds - 310) / 60)) minutes, because Dataflow cancels the job before the next launch"
}

# base_parameters TICKERS: sets the array parameters to the name=value words that every launch passes to the pipeline.
base_parameters() {
  local word words
  parameters=(
    "tickers=$1"
    "output=gs://$OUTPUT_BUCKET"
    "interval=$INTERVAL"
  )
  [ "$KALSHI_KEY" = no ] || parameters+=(
    "kalshiKeyId=projects/$PROJECT/secrets/$KEY_ID_SECRET/versions/latest"
    "kalshiPrivateKey=projects/$PROJECT/secrets/$PRIVATE_KEY_SECRET/versions/latest"
  )
  read -r -a words <<<"$PARAMETERS"
  for word in ${words[@]+"${words[@]}"}; do
    set_parameter "$word"
  done
}

# Adds a name=value word to parameters, or replaces the word with the same name.
set_parameter() {
  local i
  check_parameter "$1"
  for i in "${!parameters[@]}"; do
    if [ "${parameters[$i]%%=*}" = "${1%%=*}" ]; then
      parameters[i]=$1
      return
    fi
  done
  parameters+=("$1")
}
