# shellcheck shell=bash disable=SC2153,SC2154  # lib.sh and deploy.sh set the variables.
# Read-only checks of the project before deploy.sh changes it. Sourced, never run.

# problem TEXT: notes what would stop the deployment.
problem() { problems+=("$1"); }

# look COMMAND...: reads with gcloud into the variable found. Returns 1 if the resource does not exist, 2 if it could not be
# read, because its API is not enabled yet, which unread notes, or for another reason, which it prints, and 3 if access is denied.
look() {
  [[ " $*" = *" --project="* ]] || set -- "$@" --project="$PROJECT"
  found=$(gcloud "$@" --quiet 2>"$work/error" </dev/null) && return 0
  found=$(<"$work/error")
  case $found in
    *SERVICE_DISABLED* | *"has not been used in project"*)
      [[ ", $unread," = *", $1 $2,"* ]] || unread+="${unread:+, }$1 $2"
      return 2 ;;
    *PERMISSION_DENIED* | *"does not have"* | *403*) return 3 ;;
    *NOT_FOUND* | *"not found"* | *"does not exist"*) return 1 ;;
  esac
  die_without_google "$found"
  not_checked "$@"
  return 2
}

not_checked() { info "Not checked (gcloud $1 $2 $3): $(grep -v '^ *$' <<<"$found" | tail -n 1)"; }

# check COMMAND...: like look, but prints that access is denied.
check() {
  local status=0
  look "$@" || status=$?
  [ $status -ne 3 ] || not_checked "$@"
  return $status
}

# Sets problems, and unread: what can only be checked after its API is enabled.
preflight() {
  local found
  problems=()
  unread=''
  check_access
  check_secrets
  check_bucket "$OUTPUT_BUCKET"
  [ -z "$found" ] ||
    problem "gs://$OUTPUT_BUCKET is the work bucket of an earlier deployment: the two buckets seem to be exchanged"
  check_bucket "$WORK_BUCKET"
  check_machines
  check_network
  if $alerts && ! can_alert; then
    problem "gcloud has no commands for alerts: run gcloud components install alpha, or use --no-alerts"
  fi
  if [ -z "$jar" ] && ! { command -v mvn && { command -v java || [ -x "${JAVA_HOME:-}/bin/java" ]; }; } >/dev/null; then
    problem "mvn or java not found on the PATH: install a JDK 17 and Maven, which build the jar, or use --jar=FILE and --tables-jar=FILE"
  fi
}

# Reports each problem in a sentence, and ends the script if there is one.
report_problems() {
  [ ${#problems[@]} -gt 0 ] || return 0
  printf "${0##*/}: %s\n" "${problems[@]}" >&2
  exit 2
}

check_access() {
  local status=0
  look services list --enabled --format='value(config.name)' --limit=1 || status=$?
  # Google answers the same for a project that does not exist and for one of somebody else.
  [ $status -ne 3 ] ||
    die "project $PROJECT does not exist, or gcloud's account may not use it: gcloud projects list shows yours"
  if check billing projects describe "$PROJECT" --format='value(billingEnabled)' && [ "$found" = False ]; then
    problem "billing is not enabled for $PROJECT: run gcloud billing projects link $PROJECT --billing-account=ID"
  fi
}

# An interrupted deployment may have created a secret without a version.
check_secrets() {
  local secret file missing=()
  [ "$KALSHI_KEY" = yes ] || return 0
  for secret in "$KEY_ID_SECRET" "$PRIVATE_KEY_SECRET"; do
    file=$KEY_ID_FILE
    [ "$secret" = "$KEY_ID_SECRET" ] || file=$PRIVATE_KEY_FILE
    if [ -z "$file" ] && ! exists secrets versions describe latest --secret="$secret"; then
      missing+=("$secret")
    fi
  done
  [ ${#missing[@]} -eq 0 ] ||
    problem "${missing[*]} in Secret Manager of $PROJECT: does not exist or is empty; use --key-id-file=... and --private-key-file=..., or --no-key for requests without a key"
}

# check_bucket NAME: sets found to the region in the label that only a work bucket has. Bucket names are global. For a bucket of another owner, Google reports only that access is denied.
check_bucket() {
  local status=0
  look storage buckets describe "gs://$1" --format='value(labels.kalshi-region)' || { status=$? && found=''; }
  [ $status -ne 3 ] ||
    problem "access to gs://$1 is denied: if the bucket belongs to another project, choose another name; if it is yours, gcloud's account lacks a role on it"
}

check_machines() {
  local status=0
  check compute regions describe "$REGION" --format='value(name)' || status=$?
  if [ $status -eq 1 ]; then
    problem "--region=$REGION: Google has no such region; gcloud compute regions list shows them"
  elif [ $status -eq 0 ] && check compute machine-types list --filter="name=$machine_type AND zone~^$REGION-" --limit=1 \
    --format='value(zone)' && [ -z "$found" ]; then
    problem "--region=$REGION: has no machines of the type $machine_type; choose another region"
  fi
}

# Without a network of its own the job uses the network default, whose subnetworks have the same name.
check_network() {
  local subnet=${SUBNETWORK##*/} host=$PROJECT network status=0
  [[ ! $SUBNETWORK =~ projects/([^/]+)/ ]] || host=${BASH_REMATCH[1]}
  check compute networks subnets describe "${subnet:-default}" --region="$REGION" --project="$host" \
    --format='csv[no-heading](network.basename(),privateIpGoogleAccess)' || status=$?
  network=${found%%,*}
  if [ $status -eq 1 ] && [ -z "$subnet" ]; then
    problem "$PROJECT has no network default with a subnetwork in $REGION: set SUBNETWORK, or run gcloud compute networks create default --project=$PROJECT"
  elif [ $status -eq 1 ]; then
    problem "--subnetwork=$SUBNETWORK: not found"
  fi
  if [ "$PUBLIC_IPS" = yes ]; then
    if check resource-manager org-policies describe compute.vmExternalIpAccess --effective \
      --format='value(listPolicy.allValues,listPolicy.allowedValues)' && [[ $found =~ DENY|/instances/ ]]; then
      problem "your organization forbids public addresses (compute.vmExternalIpAccess): set PUBLIC_IPS=no, which needs Cloud NAT and Private Google Access"
    fi
    return
  fi
  [ $status -eq 0 ] || return 0
  [ "${found##*,}" != False ] ||
    problem "the subnetwork ${subnet:-default} has no Private Google Access, which PUBLIC_IPS=no needs: run gcloud compute networks subnets update ${subnet:-default} --region=$REGION --project=$host --enable-private-ip-google-access"
  if check compute routers list --project="$host" --regions="$REGION" --filter="network~/$network\$" \
    --format='value(nats[].name)' && [[ ! $found =~ [^[:space:]] ]]; then
    problem "the network $network has no Cloud NAT in $REGION, through which workers without public addresses (PUBLIC_IPS=no) reach Kalshi: https://cloud.google.com/nat/docs/set-up-manage-network-address-translation"
  fi
}
