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
data=false
secrets=false
for arg in ${rest[@]+"${rest[@]}"}; do
  case $arg in
    --yes) yes=true ;;
    --delete-data) data=true ;;
    --delete-secrets) secrets=true ;;
    *) die "unknown flag $arg; --help lists the flags" ;;
  esac
done
check_settings

if ! $yes && ! $dry_run; then
  info "This deletes the schedule, alerts, image repository, service accounts and gs://$WORK_BUCKET of $PROJECT."
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

# delete WHAT DESCRIBE... and REMOVE...: removes a resource if it exists.
delete() {
  local what=$1 describe=() remove=() target=describe word
  shift
  for word in "$@"; do
    if [ "$word" = and ]; then
      target=remove
    elif [ $target = describe ]; then
      describe+=("$word")
    else
      remove+=("$word")
    fi
  done
  if $dry_run || exists "${describe[@]}"; then
    $dry_run || info "$what"
    on_project "${remove[@]}"
  fi
}

# revoke ACCOUNT ROLE RESOURCE...: revokes a role on one resource. A missing grant or resource is not an error.
revoke() {
  local out command=(gcloud "${@:3}" --member="serviceAccount:$1" --role="roles/$2" --project="$PROJECT" --quiet)
  if $dry_run; then
    show "${command[@]}"
    return
  fi
  out=$("${command[@]}" 2>&1 </dev/null) && return
  ! is_not_found "$out" || return 0
  echo "$out" >&2
  die "failed: $(show "${command[@]}")"
}

delete "schedule $job" scheduler jobs describe "$job" --location="$REGION" \
  and scheduler jobs delete "$job" --location="$REGION"

# delete_named KIND NAME: deletes the alert policies or channels with a display name.
delete_named() {
  local kind=$1 name=$2 lines one
  shift 2
  if $dry_run; then
    on_project alpha monitoring "$kind" delete "ID of $name" "$@"
    return
  fi
  lines=$(list_all alpha monitoring "$kind" list --format='value(name,displayName)')
  for one in $(named "$lines" "$name"); do
    info "$kind: $name"
    on_project alpha monitoring "$kind" delete "$one" "$@"
  done
}

if can_alert; then
  for name in "${alert_names[@]}"; do
    delete_named policies "$name"
  done
  delete_named channels "$channel_name" --force
else
  info "gcloud has no alpha commands, so alerts were not deleted. To delete them, run gcloud components install alpha, then this script again."
fi
delete "metric $run_metric" logging metrics describe "$run_metric" and logging metrics delete "$run_metric"

# Roles first: otherwise the deleted account would stay in the policies.
revoke_roles() {
  local of_project=(projects remove-iam-policy-binding "$PROJECT" --condition=None) bucket=gs://$OUTPUT_BUCKET secret
  case $1 in
    "$launcher") revoke "$1" dataflow.developer "${of_project[@]}" ;;
    "$builder") revoke "$1" logging.logWriter "${of_project[@]}" ;;
    "$worker")
      revoke "$1" dataflow.worker "${of_project[@]}"
      revoke "$1" storage.objectCreator storage buckets remove-iam-policy-binding "$bucket"
      revoke "$1" storage.objectViewer storage buckets remove-iam-policy-binding "$bucket"
      for secret in "$KEY_ID_SECRET" "$PRIVATE_KEY_SECRET"; do
        revoke "$1" secretmanager.secretAccessor secrets remove-iam-policy-binding "$secret"
      done
      ;;
  esac
}

for account in "$launcher" "$worker" "$builder"; do
  if $dry_run || exists iam service-accounts describe "$account"; then
    $dry_run || info "account $account"
    revoke_roles "$account"
    on_project iam service-accounts delete "$account"
  fi
done

delete "repository $repository" artifacts repositories describe "$repository" --location="$REGION" \
  and artifacts repositories delete "$repository" --location="$REGION"
delete "bucket $WORK_BUCKET" storage buckets describe "gs://$WORK_BUCKET" and storage rm --recursive "gs://$WORK_BUCKET"
if $secrets; then
  delete "secret $KEY_ID_SECRET" secrets describe "$KEY_ID_SECRET" and secrets delete "$KEY_ID_SECRET"
  delete "secret $PRIVATE_KEY_SECRET" secrets describe "$PRIVATE_KEY_SECRET" and secrets delete "$PRIVATE_KEY_SECRET"
fi
if $data; then
  delete "bucket $OUTPUT_BUCKET, with the data" storage buckets describe "gs://$OUTPUT_BUCKET" \
    and storage rm --recursive "gs://$OUTPUT_BUCKET"
fi
! $dry_run || { info "Dry run: nothing was changed."; exit; }
info "Done. A running job ends by itself. The services stay enabled, which costs nothing."
