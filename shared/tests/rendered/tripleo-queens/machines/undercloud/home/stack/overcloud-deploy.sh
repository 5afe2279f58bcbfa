#!/usr/bin/env bash
# Deploys the overcloud; takes about an hour. Made from clouds[overcloud] of the lab tripleo-queens: change the lab and render again.
set -euo pipefail

# shellcheck source=/dev/null
source /home/stack/stackrc

# Files that come later overrule earlier ones.
openstack overcloud deploy --templates \
  --control-scale 1 \
  --compute-scale 2 \
  --ceph-storage-scale 2 \
  --control-flavor control \
  --compute-flavor compute \
  --ceph-storage-flavor ceph-storage \
  --libvirt-type qemu \
  -e /home/stack/templates/network-environment.yaml
