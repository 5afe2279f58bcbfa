#!/usr/bin/env bash
# Installs the cluster; takes about 30 minutes. Made from clusters[modern] of the lab every-file: change the lab and render again.
set -euo pipefail

cd "$(dirname "$0")"
export OS_CLOUD=overcloud

# The installer consumes install-config.yaml, so it works in a folder of its own. It finds clouds.yaml and secure.yaml here.
mkdir -p assets
cp install-config.yaml assets/

# Its last lines tell the password of kubeadmin, which stands in assets/auth/kubeadmin-password and in no log.
./openshift-install create cluster --dir assets --log-level debug 2>&1 |
  sed -u 's/password: .*/password: (see assets\/auth\/kubeadmin-password)/'
