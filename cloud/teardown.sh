#!/usr/bin/env bash
# Removes the resources that deploy.sh created, after a confirmation. The data and the secrets stay by default.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'END'
usage: cloud/teardown.sh [flags]

  --yes                     do not ask for confirmation
  --delete-data             also delete the output bucket, with all collected data
  --delete-secrets          also delete the two secrets

  --project=ID --region=REGION --output-bucket=NAME --work-bucket=NAME --settings=FILE --dry-run
                            as in deploy.sh
END
}

read_settings "$@"
yes=false
rest_of=
data=false
secrets=false
for arg in ${rest[@]+"${rest[@]}"}; do
  case $arg in
    --yes) yes=true ;;
    --delete-data) data=true ;;
    --delete-secrets) secrets=true ;;
    *) unknown_flag "$arg" ;;
  esac
done
check_settings

# A wrong name or region is noticed before anything is deleted.
if exists storage buckets describe "gs://$WORK_BUCKET"; then
  region=$(query storage buckets describe "gs://$WORK_BUCKET" --format='value(labels.kalshi-region)')
  [ -n "$region" ] || die "gs://$WORK_BUCKET is no work bucket of deploy.sh: check --work-bucket; nothing was deleted"
  [ "$region" = "$REGION" ] || die "the deployment is in $region: use --region=$region; nothing was deleted"
fi
! $data || exists storage buckets describe "gs://$OUTPUT_BUCKET" || true

if ! $yes && ! $dry_run; then
  info "This deletes the schedules, alerts, image repository, service accounts and gs://$WORK_BUCKET of $PROJECT."
  ! $secrets || info "It also deletes the secrets $KEY_ID_SECRET and $PRIVATE_KEY_SECRET."
  if $data; then
    info "It also deletes gs://$OUTPUT_BUCKET WITH ALL COLLECTED DATA."
  else
    info "It does not change gs://$OUTPUT_BUCKET."
  fi
  printf 'Type the project id to continue: ' >&2
  answer=
  read -r answer || true
  [ "$answer" = "$PROJECT" ] || die "nothing was deleted"
fi

# delete GROUP NAME FLAG...: deletes a resource if it exists.
delete() {
  local group
  read -r -a group <<<"$1"
  exists "${group[@]}" describe "${@:2}" || return 0
  info "$1 $2"
  on_project "${group[@]}" delete "${@:2}"
}

delete_bucket() {
  exists storage buckets describe "gs://$1" || return 0
  info "bucket gs://$1"
  on_project storage rm --recursive "gs://$1"
}

# delete_named KIND DISPLAY_NAME FLAG...: deletes the alert policies or channels with a display name.
delete_named() {
  local found name
  found=$(list_all "${monitoring[@]}" "$1" list --format='value(name,displayName)')
  for name in $(named "$found" "$2"); do
    info "$1: $2"
    on_project "${monitoring[@]}" "$1" delete "$name" "${@:3}"
  done
}

delete "scheduler jobs" "$job" --location="$REGION"
delete "scheduler jobs" "$tables_job" --location="$REGION"
if can_alert; then
  for file in "${alert_files[@]}"; do
    delete_named policies "$(alert_name "$file")"
  done
  delete_named channels "$channel_name" --force
else
  rest_of="Alerts were not deleted, because gcloud has no commands for them: run gcloud components install alpha, then this script again."
fi
delete "logging metrics" "$run_metric"
# Roles first: otherwise the deleted account would stay in the policies.
for name in launcher worker builder; do
  if exists iam service-accounts describe "$(account_email "$name")"; then
    change_grants remove "$name"
    delete "iam service-accounts" "$(account_email "$name")"
  fi
done
delete "artifacts repositories" "$repository" --location="$REGION"
delete_bucket "$WORK_BUCKET"
if $secrets; then
  delete secrets "$KEY_ID_SECRET"
  delete secrets "$PRIVATE_KEY_SECRET"
fi
! $data || delete_bucket "$OUTPUT_BUCKET"
! $dry_run || { info "Dry run: nothing was changed."; exit; }
[ -z "$rest_of" ] || die "$rest_of"
info "Done. A running job ends by itself. The services stay enabled, which costs nothing."
