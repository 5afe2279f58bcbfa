#!/usr/bin/env bash
# Copies the release into the registry. Made from clusters[okd] of the lab okd45-upi-mended: change the lab and render again.
set -euo pipefail

# Secrets come from the environment: no value stands in this file.
: "${SECRET_OKD_PULL_SECRET:?set it to the value of secret:okd-pull-secret}"

cd "$(dirname "$0")"

# The registries' keys stand in a file for as long as it takes, which nobody else can read.
keys="$(mktemp)"
trap 'rm -f "$keys"' EXIT
printf %s "$SECRET_OKD_PULL_SECRET" > "$keys"
oc adm release mirror -a "$keys" --from=quay.io/openshift/okd:4.5.0-0.okd-2020-07-14-153706-ga \
  --to=registry.okd.example:5000/openshift/okd --to-release-image=registry.okd.example:5000/openshift/okd:4.5.0-0.okd-2020-07-14-153706-ga

# An installer that takes its release from the registry.
oc adm release extract -a "$keys" --command=openshift-install registry.okd.example:5000/openshift/okd:4.5.0-0.okd-2020-07-14-153706-ga
