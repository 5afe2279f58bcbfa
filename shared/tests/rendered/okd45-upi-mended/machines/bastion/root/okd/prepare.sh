#!/usr/bin/env bash
# Makes the ignition files anew. Certificates in them expire after 24 hours. Made from clusters[okd] of the lab okd45-upi-mended: change the lab and render again.
set -euo pipefail

cd "$(dirname "$0")"

# The installer consumes install-config.yaml and keeps its state: it begins in an empty folder.
rm -rf assets
mkdir assets
cp install-config.yaml assets/
./openshift-install create manifests --dir assets

# The installer has its own opinion where there are no workers yet.
sed -i 's/mastersSchedulable: .*/mastersSchedulable: false/' assets/manifests/cluster-scheduler-02-config.yml
./openshift-install create ignition-configs --dir assets

# These files and no others: assets/auth is the key to the cluster.
install -D -m 0644 assets/bootstrap.ign /var/www/okd/ignition/bootstrap.ign
install -D -m 0644 assets/master.ign /var/www/okd/ignition/master.ign
install -D -m 0644 assets/worker.ign /var/www/okd/ignition/worker.ign
