#!/usr/bin/env bash
# The startup script of a Debian virtual machine on Google Cloud. Google runs it as root at each start. It installs Java and
# the program from the bucket, starts the timer, and starts a run. cloud/small-machine.md shows how to use it.
set -euo pipefail

# A folder in place of /, for tests.
root=${1:-}

attributes=http://metadata.google.internal/computeMetadata/v1/instance/attributes
attribute() {
  curl -fsS -H 'Metadata-Flavor: Google' "$attributes/$1"
}

if ! command -v java >/dev/null; then
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y curl default-jre-headless unattended-upgrades
fi
id kalshi >/dev/null 2>&1 || useradd --system --create-home --home-dir /var/lib/kalshi kalshi

bucket=$(attribute kalshi-bucket)
# Optional; without it the server responds with HTTP 404.
flags=$(attribute kalshi-flags 2>/dev/null || true)
printf 'KALSHI_BUCKET="%s"\nKALSHI_FLAGS="%s"\n' "$bucket" "$flags" >"$root/etc/kalshi.env"

# A run that is in progress keeps the files it has open.
rm -rf "$root/opt/kalshi.new"
mkdir -p "$root/opt/kalshi.new"
gcloud storage cat "gs://$bucket/install/kalshi.tgz" | tar -xz --no-same-owner -C "$root/opt/kalshi.new"
# The program keeps an archive of its classes beside its jar.
chown -R kalshi: "$root/opt/kalshi.new"
rm -rf "$root/opt/kalshi"
mv "$root/opt/kalshi.new" "$root/opt/kalshi"

cp "$root/opt/kalshi/cloud/small-machine/kalshi.service" "$root/opt/kalshi/cloud/small-machine/kalshi.timer" "$root/etc/systemd/system/"
systemctl daemon-reload
systemctl enable --now kalshi.timer
# A machine that was off has missed its slot: what is still of this slot is collected now.
systemctl start --no-block kalshi.service
