#!/usr/bin/env bash
# Run with the cloud administrator's credentials, as often as one likes. Made from clouds[overcloud] of the lab tripleo-queens: change the lab and render again.
set -euo pipefail

# Sizes of servers for all projects.
openstack flavor show m1.tiny >/dev/null 2>&1 ||
  openstack flavor create --vcpus 1 --ram 512 --disk 1 m1.tiny
