# shellcheck shell=bash disable=SC2034  # the scripts use the variables that are set here
# Functions that the scripts in this folder share: settings, checks, and running or showing commands. Sourced, never run.

cloud=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$cloud")

# The scheduled job, its schedule and its template have one constant name. Dataflow refuses a second active job with the
# same name, so two scheduled runs never overlap.
job=kalshi-market-data
repository=kalshi-market-data
machine_type=e2-standard-2
run_metric=kalshi-market-data-runs
channel_name="Kalshi market data"
alert_names=("Kalshi market data: a job failed" "Kalshi market data: a launch failed" "Kalshi market data: no run ended")

die() { echo "${0##*/}: $1" >&2; exit 2; }
info() { echo "$1" >&2; }

# check_settings_file FILE TEXT: checks that every line has only settings. The messages do not repeat the line, because it
# may have a key that was pasted there.
check_settings_file() {
  local line number=0 value form
  value="([^[:space:]\"'#;&|<>()\`\\\\]|\\\\.|\"([^\"\\\\]|\\\\.)*\"|'[^']*')"
  form="^([[:space:]]*[A-Za-z_][A-Za-z0-9_]*=($value($value|#)*)?([[:space:]]|\$))*[[:space:]]*(#.*)?\$"
  while IFS= read -r line; do
    number=$((number + 1))
    [[ $line =~ $form ]] ||
      die "$1, line $number: must be NAME=VALUE, without spaces around the =, and with quotes around a value with spaces"
  done <<<"$2"
}

# Reads settings.env, then the flags that all scripts have. The other flags stay in the array rest.
read_settings() {
  PROJECT='' REGION='' OUTPUT_BUCKET='' WORK_BUCKET='' TICKERS='' INTERVAL=PT2H PARAMETERS=''
  SUBNETWORK='' PUBLIC_IPS=yes
  KEY_ID_SECRET=prod-keyid PRIVATE_KEY_SECRET=prod-keyfile KEY_ID_FILE='' PRIVATE_KEY_FILE='' ALERT_EMAIL=''
  dry_run=false
  rest=()
  local arg text file=$cloud/settings.env file_given=false
  for arg in "$@"; do
    case $arg in
      --help) usage; exit 0 ;;
      --settings=*) file=${arg#*=} file_given=true ;;
    esac
  done
  if [ -f "$file" ]; then
    # Editors on Windows end each line with a carriage return.
    text=$(tr -d '\r' <"$file")
    check_settings_file "$file" "$text"
    eval "$text"
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
      --dry-run) dry_run=true ;;
      *) rest+=("$arg") ;;
    esac
  done
}

# require_line FILE PATTERN WHAT: checks that the file exists and that a line of it matches the pattern.
require_line() {
  [ -f "$1" ] || die "file not found: $1"
  grep -q "$2" "$1" || die "$1 has no $3"
}
require_tickers() { require_line "$1" '^[[:space:]]*[^#[:space:]]' ticker; }

# require SETTING VALUE PATTERN WHAT: checks that the value is set and matches the pattern.
require() {
  local flag
  case $1 in
    *_SECRET | PUBLIC_IPS) flag=$1 ;;
    *) flag=--$(tr 'A-Z_' 'a-z-' <<<"$1") ;;
  esac
  [ -n "$2" ] || die "$1 is not set: use $flag=..., or set it in cloud/settings.env"
  [[ $2 =~ ^$3$ ]] || die "$flag=$2: must be $4"
}

# Resource names are built from the settings, so all settings are checked before anything is changed.
check_settings() {
  local bucket='[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]' name='[A-Za-z0-9_-]+'
  require PROJECT "$PROJECT" '[a-z][a-z0-9-]{4,28}[a-z0-9]' "a project id, such as my-project-123"
  require REGION "$REGION" '[a-z]+-[a-z]+[0-9]+' "a region, such as us-east4"
  require OUTPUT_BUCKET "$OUTPUT_BUCKET" "$bucket" "a bucket name, without gs:// and without a folder"
  require WORK_BUCKET "$WORK_BUCKET" "$bucket" "a bucket name, without gs:// and without a folder"
  require KEY_ID_SECRET "$KEY_ID_SECRET" "$name" "the name of a secret"
  require PRIVATE_KEY_SECRET "$PRIVATE_KEY_SECRET" "$name" "the name of a secret"
  require PUBLIC_IPS "$PUBLIC_IPS" '(yes|no)' "yes or no"
  [ -z "$SUBNETWORK" ] || require SUBNETWORK "$SUBNETWORK" '([a-z0-9:./-]+/)?regions/[a-z0-9-]+/subnetworks/[a-z0-9-]+' \
    "regions/REGION/subnetworks/NAME, or the full https:// URL if it is in another project"
  [ "$OUTPUT_BUCKET" != "$WORK_BUCKET" ] ||
    die "--work-bucket=$WORK_BUCKET: must not be the output bucket, because old temp files are deleted in the work bucket"
  $dry_run || command -v gcloud >/dev/null ||
    die "gcloud not found on the PATH: install it (https://cloud.google.com/sdk/docs/install), then run gcloud auth login"
  launcher=kalshi-launcher@$PROJECT.iam.gserviceaccount.com
  worker=kalshi-worker@$PROJECT.iam.gserviceaccount.com
  builder=kalshi-builder@$PROJECT.iam.gserviceaccount.com
  template=gs://$WORK_BUCKET/template/$job.json
}

# Sets interval_seconds and cron. Cron steps restart every hour and every day, so the interval must divide one of them.
read_interval() {
  local form='^P(([0-9]+)D)?(T(([0-9]+)H)?(([0-9]+)M)?(([0-9]+)S)?)?$'
  [[ $INTERVAL =~ $form ]] || die "--interval=$INTERVAL: must be an ISO-8601 duration, such as PT2H"
  interval_seconds=$((10#0${BASH_REMATCH[2]:-} * 86400 + 10#0${BASH_REMATCH[5]:-} * 3600 +
    10#0${BASH_REMATCH[7]:-} * 60 + 10#0${BASH_REMATCH[9]:-}))
  local minutes=$((interval_seconds / 60))
  if [ $((interval_seconds % 60)) -ne 0 ] || [ "$minutes" -lt 15 ]; then
    die "--interval=$INTERVAL: must be whole minutes, at least 15, because a Dataflow job takes minutes to start"
  elif [ "$minutes" -eq 1440 ]; then
    cron='0 0 * * *'
  elif [ "$minutes" -lt 60 ] && [ $((60 % minutes)) -eq 0 ]; then
    cron="*/$minutes * * * *"
  elif [ $((minutes % 60)) -eq 0 ] && [ $((1440 % minutes)) -eq 0 ]; then
    cron="0 */$((minutes / 60)) * * *"
  else
    die "--interval=$INTERVAL: must be minutes that divide an hour, or hours that divide a day"
  fi
  # Dataflow ends a hung job five minutes before the next run. The run's own deadline, 20 minutes before the next run or a
  # quarter of the interval after the launch, is earlier for every interval of at least 15 minutes.
  wall_time=max_workflow_runtime_walltime_seconds=$((interval_seconds - 300))
}

# Prints a command, quoted for a shell.
show() {
  local word line=''
  for word in "$@"; do
    [[ $word =~ ^[A-Za-z0-9_./:=@,+%*-]+$ ]] || word="'${word//\'/\'\\\'\'}'"
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

# change_with_retry TEXT COMMAND...: like change, but retries for eleven minutes while the error has the text. Google
# needs some time until a new resource is visible everywhere.
change_with_retry() {
  local text=$1 try out
  shift
  if $dry_run; then
    show "$@"
    return
  fi
  for try in {1..16}; do
    out=$("$@" 2>&1 </dev/null) && return
    if [ -z "$text" ] || [[ $out != *"$text"* ]]; then
      break
    fi
    [ "$try" -ne 3 ] || info "waiting, up to ten minutes: $text ..."
    sleep $((try * 5))
  done
  echo "$out" >&2
  die "failed: $(show "$@")"
}

on_project() { change gcloud "$@" --project="$PROJECT" --quiet; }

# Returns 0 if the output of gcloud means that the resource does not exist. A disabled service has no resources.
is_not_found() {
  case $1 in
    *NOT_FOUND* | *"not found"* | *"does not exist"* | *"matched no objects"* | *SERVICE_DISABLED* | *"has not been used in project"*) ;;
    *) return 1 ;;
  esac
}

# Returns 0 if a resource exists. Any error except "not found" ends the script. In a dry run, nothing exists.
exists() {
  ! $dry_run || return 1
  local out
  out=$(gcloud "$@" --project="$PROJECT" --quiet --format='value(name)' 2>&1 </dev/null) && return 0
  ! is_not_found "$out" || return 1
  echo "$out" >&2
  case "$1 $2 $out" in
    # Bucket names are global. For a bucket of another owner, Google reports only that access is denied.
    "storage buckets "*403* | "storage buckets "*"does not have permission"*)
      die "access to $4 is denied: if the bucket belongs to another project, choose another name; if it is yours, gcloud's account lacks a role on it" ;;
  esac
  die "failed: $(show gcloud "$@" --project="$PROJECT")"
}

# Prints the output of a gcloud command that changes nothing. In a dry run, prints nothing.
query() {
  $dry_run || gcloud "$@" --project="$PROJECT" --quiet </dev/null
}

# Prints a list of resources, which may be empty. In a dry run, prints nothing.
list_all() {
  ! $dry_run || return 0
  local out
  out=$(gcloud "$@" --project="$PROJECT" --quiet 2>&1 </dev/null) || {
    ! is_not_found "$out" || return 0
    echo "$out" >&2
    die "failed: $(show gcloud "$@" --project="$PROJECT")"
  }
  echo "$out"
}

# named LINES DISPLAY_NAME: prints the names from the lines NAME<tab>DISPLAY_NAME that have this display name.
named() {
  awk -F '\t' -v wanted="$2" '$2 == wanted { print $1 }' <<<"$1"
}

# gcloud has notification channels and alert policies only in its alpha commands.
can_alert() {
  $dry_run || [ -n "$(gcloud version --format='value(alpha)' 2>/dev/null </dev/null)" ]
}

# Creates a temporary folder, which is deleted when the script ends.
make_work() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
}

# Checks a name=value word: the name must be a parameter of the template, and the value must need no escapes in JSON.
check_parameter() {
  local name=${1%%=*}
  [[ $1 =~ ^[A-Za-z]+=[^\"\\~[:cntrl:]]+$ ]] || die "parameter $1: must be NAME=VALUE, without quotes, backslashes and tildes"
  case $name in
    tickers | output | kalshiKeyId | kalshiPrivateKey | interval) die "parameter $name: comes from the settings; set it there" ;;
  esac
  grep -q "\"name\": \"$name\"" "$root/metadata.json" ||
    die "parameter $1: the template has no parameter of that name; metadata.json lists them"
}

# base_parameters TICKERS: sets the array parameters to the name=value words that every launch passes to the pipeline.
base_parameters() {
  local word words
  parameters=(
    "tickers=$1"
    "output=gs://$OUTPUT_BUCKET"
    "interval=$INTERVAL"
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
