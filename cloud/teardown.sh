#!/usr/bin/env bash
# Takes away what deploy.sh made, after asking. The data and the secrets stay unless told otherwise.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'END'
usage: cloud/teardown.sh [flags]

  --yes                     do not ask
  --delete-data             the output bucket too, with everything ever collected
  --delete-secrets          the two secrets too

  --project=ID --region=REGION --output-bucket=NAME --work-bucket=NAME --settings=FILE --dry-run
                            as in deploy.sh
END
}

read_settings "$@"
yes=false
data=false
secrets=false
for arg in ${rest[@]+"${rest[@]}"}; do
  case $arg in
    --yes) yes=true ;;
    --delete-data) data=true ;;
    --delete-secrets) secrets=true ;;
    *) die "$arg is no flag of this script; --help lists them" ;;
  esac
done
check_settings

if ! $yes && ! $dry_run; then
  say "This deletes the schedule, alerts, image repository, service accounts and gs://$WORK_BUCKET of $PROJECT."
  ! $secrets || say "It deletes the secrets $KEY_ID_SECRET and $PRIVATE_KEY_SECRET."
  if $data; then
    say "It deletes gs://$OUTPUT_BUCKET WITH EVERYTHING EVER COLLECTED."
  else
    say "gs://$OUTPUT_BUCKET stays as it is."
  fi
  printf 'Type the project to go on: ' >&2
  answer=
  read -r answer || true
  [ "$answer" = "$PROJECT" ] || die "nothing was deleted"
fi

# drop WHAT LOOK... and REMOVE...: removes what is there.
drop() {
  local what=$1 look=() remove=() into=look word
  shift
  for word in "$@"; do
    if [ "$word" = and ]; then
      into=remove
    elif [ $into = look ]; then
      look+=("$word")
    else
      remove+=("$word")
    fi
  done
  if $dry_run || there "${look[@]}"; then
    $dry_run || say "$what"
    on_project "${remove[@]}"
  fi
}

# disallow ACCOUNT ROLE RESOURCE...: what is not there needs no taking away.
disallow() {
  local out command=(gcloud "${@:3}" --member="serviceAccount:$1" --role="roles/$2" --project="$PROJECT" --quiet)
  if $dry_run; then
    show "${command[@]}"
    return
  fi
  out=$("${command[@]}" 2>&1 </dev/null) && return
  ! says_absent "$out" || return 0
  echo "$out" >&2
  die "this failed: $(show "${command[@]}")"
}

drop "schedule $job" scheduler jobs describe "$job" --location="$REGION" \
  and scheduler jobs delete "$job" --location="$REGION"

# Deletes the policies or channels of a display name.
drop_named() {
  local kind=$1 name=$2 lines one
  shift 2
  if $dry_run; then
    on_project alpha monitoring "$kind" delete "the one named $name" "$@"
    return
  fi
  lines=$(list_all alpha monitoring "$kind" list --format='value(name,displayName)')
  for one in $(named "$lines" "$name"); do
    say "$kind: $name"
    on_project alpha monitoring "$kind" delete "$one" "$@"
  done
}

if can_alert; then
  for name in "${alert_names[@]}"; do
    drop_named policies "$name"
  done
  drop_named channels "$channel_name" --force
else
  say "gcloud lacks its alpha part, so alerts, if there are any, stay: gcloud components install alpha, and run this again."
fi
drop "metric $run_metric" logging metrics describe "$run_metric" and logging metrics delete "$run_metric"

# Roles first: a deleted account would stay behind in the policies as a name of its own.
withdraw_roles() {
  local of_project=(projects remove-iam-policy-binding "$PROJECT" --condition=None) bucket=gs://$OUTPUT_BUCKET secret
  case $1 in
    "$launcher") disallow "$1" dataflow.developer "${of_project[@]}" ;;
    "$builder") disallow "$1" logging.logWriter "${of_project[@]}" ;;
    "$worker")
      disallow "$1" dataflow.worker "${of_project[@]}"
      disallow "$1" storage.objectCreator storage buckets remove-iam-policy-binding "$bucket"
      disallow "$1" storage.objectViewer storage buckets remove-iam-policy-binding "$bucket"
      for secret in "$KEY_ID_SECRET" "$PRIVATE_KEY_SECRET"; do
        disallow "$1" secretmanager.secretAccessor secrets remove-iam-policy-binding "$secret"
      done
      ;;
  esac
}

for account in "$launcher" "$worker" "$builder"; do
  if $dry_run || there iam service-accounts describe "$account"; then
    $dry_run || say "account $account"
    withdraw_roles "$account"
    on_project iam service-accounts delete "$account"
  fi
done

drop "repository $repository" artifacts repositories describe "$repository" --location="$REGION" \
  and artifacts repositories delete "$repository" --location="$REGION"
drop "bucket $WORK_BUCKET" storage buckets describe "gs://$WORK_BUCKET" and storage rm --recursive "gs://$WORK_BUCKET"
if $secrets; then
  drop "secret $KEY_ID_SECRET" secrets describe "$KEY_ID_SECRET" and secrets delete "$KEY_ID_SECRET"
  drop "secret $PRIVATE_KEY_SECRET" secrets describe "$PRIVATE_KEY_SECRET" and secrets delete "$PRIVATE_KEY_SECRET"
fi
if $data; then
  drop "bucket $OUTPUT_BUCKET, with the data" storage buckets describe "gs://$OUTPUT_BUCKET" \
    and storage rm --recursive "gs://$OUTPUT_BUCKET"
fi
! $dry_run || { say "This was a dry run: nothing was done."; exit; }
say "Done. A run that is under way ends by itself; services stay enabled, which costs nothing."
