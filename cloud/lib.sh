# shellcheck shell=bash disable=SC2034  # what is set here is used in the scripts
# What the scripts beside this file share: settings, checks, and running or only showing commands. Sourced, never run.

cloud=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$cloud")

# One name for the scheduled job, its schedule, its template and its metric: Dataflow refuses a second active job of a
# name, so no run overlaps the one before.
job=kalshi-market-data
repository=kalshi-market-data
machine_type=e2-standard-2
run_metric=kalshi-market-data-runs
channel_name="Kalshi market data"
alert_names=("Kalshi market data: a job failed" "Kalshi market data: a launch failed" "Kalshi market data: no run ended")

die() { echo "${0##*/}: $1" >&2; exit 2; }
say() { echo "$1" >&2; }

# check_settings_file FILE TEXT: every line is made of settings, so that bash finds no commands there. What stands in a line
# is not repeated, for it may be a key that somebody pasted.
check_settings_file() {
  local line number=0 value form
  value="([^[:space:]\"'#;&|<>()\`\\\\]|\\\\.|\"([^\"\\\\]|\\\\.)*\"|'[^']*')"
  form="^([[:space:]]*[A-Za-z_][A-Za-z0-9_]*=($value($value|#)*)?([[:space:]]|\$))*[[:space:]]*(#.*)?\$"
  while IFS= read -r line; do
    number=$((number + 1))
    [[ $line =~ $form ]] ||
      die "$1, line $number: NAME=VALUE is needed, without blanks around the = and with quotes around a value that holds blanks"
  done <<<"$2"
}

# Reads settings.env, then the flags every script takes; the others stay in the array rest.
read_settings() {
  PROJECT='' REGION='' OUTPUT_BUCKET='' WORK_BUCKET='' TICKERS='' INTERVAL=PT2H PARAMETERS=''
  SUBNETWORK='' PUBLIC_IPS=yes
  KEY_ID_SECRET=prod-keyid PRIVATE_KEY_SECRET=prod-keyfile KEY_ID_FILE='' PRIVATE_KEY_FILE='' ALERT_EMAIL=''
  dry_run=false
  rest=()
  local arg text file=$cloud/settings.env said=false
  for arg in "$@"; do
    case $arg in
      --help) usage; exit 0 ;;
      --settings=*) file=${arg#*=} said=true ;;
    esac
  done
  if [ -f "$file" ]; then
    # An editor on Windows leaves a carriage return at the end of every line.
    text=$(tr -d '\r' <"$file")
    check_settings_file "$file" "$text"
    eval "$text"
  elif $said; then
    die "--settings=$file: there is no such file"
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

# need_text FILE PATTERN WHAT: the file is there, and a line of it holds the pattern.
need_text() {
  [ -f "$1" ] || die "there is no file $1"
  grep -q "$2" "$1" || die "$1 holds no $3"
}
need_tickers() { need_text "$1" '^[[:space:]]*[^#[:space:]]' ticker; }

# need SETTING VALUE PATTERN WHAT: the value is there and is one.
need() {
  local flag
  case $1 in
    *_SECRET | PUBLIC_IPS) flag=$1 ;;
    *) flag=--$(tr 'A-Z_' 'a-z-' <<<"$1") ;;
  esac
  [ -n "$2" ] || die "$1 is not set: say $flag=..., or set it in cloud/settings.env"
  [[ $2 =~ ^$3$ ]] || die "$flag=$2: $4 is needed"
}

# Everything is named after the settings, so they are checked before anything is done.
check_settings() {
  local bucket='[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]' name='[A-Za-z0-9_-]+'
  need PROJECT "$PROJECT" '[a-z][a-z0-9-]{4,28}[a-z0-9]' "a project's id, such as my-project-123,"
  need REGION "$REGION" '[a-z]+-[a-z]+[0-9]+' "a region, such as us-east4,"
  need OUTPUT_BUCKET "$OUTPUT_BUCKET" "$bucket" "a bucket's name, without gs:// and without a folder,"
  need WORK_BUCKET "$WORK_BUCKET" "$bucket" "a bucket's name, without gs:// and without a folder,"
  need KEY_ID_SECRET "$KEY_ID_SECRET" "$name" "a secret's name"
  need PRIVATE_KEY_SECRET "$PRIVATE_KEY_SECRET" "$name" "a secret's name"
  need PUBLIC_IPS "$PUBLIC_IPS" '(yes|no)' "yes or no"
  [ -z "$SUBNETWORK" ] || need SUBNETWORK "$SUBNETWORK" '([a-z0-9:./-]+/)?regions/[a-z0-9-]+/subnetworks/[a-z0-9-]+' \
    "regions/REGION/subnetworks/NAME, or its whole https:// address in another project,"
  [ "$OUTPUT_BUCKET" != "$WORK_BUCKET" ] ||
    die "--work-bucket=$WORK_BUCKET is the output bucket too; old temp files are deleted there, so it is one of its own"
  $dry_run || command -v gcloud >/dev/null ||
    die "there is no gcloud on the path: install it (https://cloud.google.com/sdk/docs/install), then: gcloud auth login"
  launcher=kalshi-launcher@$PROJECT.iam.gserviceaccount.com
  worker=kalshi-worker@$PROJECT.iam.gserviceaccount.com
  builder=kalshi-builder@$PROJECT.iam.gserviceaccount.com
  template=gs://$WORK_BUCKET/template/$job.json
}

# Sets interval_seconds and cron. A cron line starts anew every hour and every day, so only what divides those can be one.
read_interval() {
  local form='^P(([0-9]+)D)?(T(([0-9]+)H)?(([0-9]+)M)?(([0-9]+)S)?)?$'
  [[ $INTERVAL =~ $form ]] || die "--interval=$INTERVAL: an ISO-8601 duration is needed, such as PT2H"
  interval_seconds=$((10#0${BASH_REMATCH[2]:-} * 86400 + 10#0${BASH_REMATCH[5]:-} * 3600 +
    10#0${BASH_REMATCH[7]:-} * 60 + 10#0${BASH_REMATCH[9]:-}))
  local minutes=$((interval_seconds / 60))
  if [ $((interval_seconds % 60)) -ne 0 ] || [ "$minutes" -lt 15 ]; then
    die "--interval=$INTERVAL: whole minutes are needed, 15 at least; a Dataflow job takes minutes to start"
  elif [ "$minutes" -eq 1440 ]; then
    cron='0 0 * * *'
  elif [ "$minutes" -lt 60 ] && [ $((60 % minutes)) -eq 0 ]; then
    cron="*/$minutes * * * *"
  elif [ $((minutes % 60)) -eq 0 ] && [ $((1440 % minutes)) -eq 0 ]; then
    cron="0 */$((minutes / 60)) * * *"
  else
    die "--interval=$INTERVAL: a schedule needs minutes that divide an hour or hours that divide a day"
  fi
  # A hung job is ended before the next one is due; the run's own deadline, ten minutes before it, comes first.
  wall_time=max_workflow_runtime_walltime_seconds=$((interval_seconds - 300))
}

# Prints a command as one could type it.
show() {
  local word line=''
  for word in "$@"; do
    [[ $word =~ ^[A-Za-z0-9_./:=@,+%*-]+$ ]] || word="'${word//\'/\'\\\'\'}'"
    line+="$word "
  done
  echo "${line% }"
}

# Prints a file that a command shown takes.
show_file() {
  ! $dry_run || { echo "# $1:"; sed 's/^/#   /' "$2"; echo; }
}

# Runs what changes something, quietly unless it fails; or shows it.
change() {
  change_once_known '' "$@"
}

# change_once_known TEXT COMMAND...: what was just made is not known everywhere at once, so as long as the answer holds the
# text, tries again, for eleven minutes in all.
change_once_known() {
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
    [ "$try" -ne 3 ] || say "waiting, ten minutes at most: $text ..."
    sleep $((try * 5))
  done
  echo "$out" >&2
  die "this failed: $(show "$@")"
}

on_project() { change gcloud "$@" --project="$PROJECT" --quiet; }

# Whether an answer of gcloud says that the thing is not there; a service that is off has none.
says_absent() {
  case $1 in
    *NOT_FOUND* | *"not found"* | *"does not exist"* | *"matched no objects"* | *SERVICE_DISABLED* | *"has not been used in project"*) ;;
    *) return 1 ;;
  esac
}

# Says whether a thing is there; trouble other than its absence ends the script. A dry run takes all for absent.
there() {
  ! $dry_run || return 1
  local out
  out=$(gcloud "$@" --project="$PROJECT" --quiet --format='value(name)' 2>&1 </dev/null) && return 0
  ! says_absent "$out" || return 1
  echo "$out" >&2
  case "$1 $2 $out" in
    # Bucket names are one list for all the world, and of another's bucket no more is told than this.
    "storage buckets "*403* | "storage buckets "*"does not have permission"*)
      die "$4 may not be looked at: the name is somebody else's, so choose another; or it is yours, and the account that gcloud is signed in with lacks a role on it" ;;
  esac
  die "this failed: $(show gcloud "$@" --project="$PROJECT")"
}

# Asks for a text; nothing in a dry run.
ask_for() {
  $dry_run || gcloud "$@" --project="$PROJECT" --quiet </dev/null
}

# Lists things; there may be none.
list_all() {
  ! $dry_run || return 0
  local out
  out=$(gcloud "$@" --project="$PROJECT" --quiet 2>&1 </dev/null) || {
    ! says_absent "$out" || return 0
    echo "$out" >&2
    die "this failed: $(show gcloud "$@" --project="$PROJECT")"
  }
  echo "$out"
}

# The first word of each of the lines NAME<tab>DISPLAY NAME whose display name is $2.
named() {
  awk -F '\t' -v wanted="$2" '$2 == wanted { print $1 }' <<<"$1"
}

# Google offers alerts to gcloud in its alpha part alone.
can_alert() {
  $dry_run || [ -n "$(gcloud version --format='value(alpha)' 2>/dev/null </dev/null)" ]
}

# A temporary folder, gone when the script ends.
make_work() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
}

# Checks a name=value word: the name is a parameter of the template, and the value can stand in JSON as it is.
check_parameter() {
  local name=${1%%=*}
  [[ $1 =~ ^[A-Za-z]+=[^\"\\~[:cntrl:]]+$ ]] || die "the parameter $1: NAME=VALUE is needed, without quotes, backslashes and tildes"
  case $name in
    tickers | output | kalshiKeyId | kalshiPrivateKey | interval) die "the parameter $name comes from the settings: say it there" ;;
  esac
  grep -q "\"name\": \"$name\"" "$root/metadata.json" ||
    die "the parameter $1: the template has none of that name; metadata.json lists them"
}

# Sets the array parameters to what every launch passes to the pipeline, as name=value words; the first is the ticker file.
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

# Adds a name=value word, in place of an earlier one of the name.
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
